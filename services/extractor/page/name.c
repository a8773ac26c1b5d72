/* SPDX-License-Identifier: Apache-2.0 */
#include "name.h"

#include "common/utf8.h"

enum { CHAR_BYTES = 3, GIVEN_MIN = 1, GIVEN_MAX = 2, NAMES_MAX = 8 };

/* The surnames of nearly all people (Ministry of Public Security, 2019 and 2020 reports). */
static const char single[] =
	"王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董袁潘于蒋蔡余杜叶程苏"
	"魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵"
	"万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘"
	"祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟"
	"艾尤阳穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂佟应臧闵苟邬边卞"
	"姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕"
	"楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿狄索宣"
	"晋相初云容敬来扈晁芮普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭宿鲜印逯隆茹诺慕危玉"
	"银亢嵇哈湛宾戎勾茅利於呼居揭干尉冶斯檀衣阴昝智幸奉植富尧闭";

/* The same as far as they are written otherwise in Traditional characters. */
static const char traditional[] =
	"陳張劉楊黃趙吳孫馬羅鄭謝許韓馮鄧葉蘇呂蔣賈韋鄒陸龍萬錢湯嚴賴譚鍾盧顏魯齊莊聶關顧歐駱畢紀"
	"潘薩閻蕭竇盛連蘭單樂戴饒賀遲車溫鮑邊儲馮閔習";

static const struct zb_span doubled[] = {
	{ "欧阳", 6 }, { "上官", 6 }, { "皇甫", 6 }, { "令狐", 6 }, { "诸葛", 6 },
	{ "司徒", 6 }, { "司马", 6 }, { "申屠", 6 }, { "夏侯", 6 }, { "贺兰", 6 },
	{ "完颜", 6 }, { "慕容", 6 }, { "尉迟", 6 }, { "长孙", 6 },
};

/* Common words that begin with a surname and stand where names do. */
static const struct zb_span not_names[] = {
	{ "关注", 6 }, { "关于", 6 }, { "关闭", 6 }, { "关键", 6 }, { "高清", 6 },
	{ "高新", 6 }, { "高校", 6 }, { "高考", 6 }, { "高层", 6 }, { "高级", 6 },
	{ "高端", 6 }, { "文化", 6 }, { "文章", 6 }, { "文字", 6 }, { "文件", 6 },
	{ "文明", 6 }, { "文旅", 6 }, { "方法", 6 }, { "方案", 6 }, { "方式", 6 },
	{ "金融", 6 }, { "金额", 6 }, { "金属", 6 }, { "和讯", 6 }, { "和谐", 6 },
	{ "马上", 6 }, { "万象", 6 }, { "万元", 6 }, { "成立", 6 }, { "成功", 6 },
	{ "成果", 6 }, { "成都", 6 }, { "华夏", 6 }, { "华商", 6 }, { "华东", 6 },
	{ "华南", 6 }, { "华北", 6 }, { "华中", 6 }, { "海外", 6 }, { "应用", 6 },
	{ "应急", 6 }, { "商讯", 6 }, { "商务", 6 }, { "商业", 6 }, { "商砼", 6 },
	{ "车市", 6 }, { "车型", 6 }, { "党建", 6 }, { "党政", 6 }, { "党务", 6 },
	{ "项目", 6 }, { "解读", 6 }, { "解放", 6 }, { "卫生", 6 }, { "明星", 6 },
	{ "单位", 6 }, { "管理", 6 }, { "纪检", 6 }, { "相关", 6 }, { "相册", 6 },
	{ "宣传", 6 }, { "支持", 6 }, { "连载", 6 }, { "连线", 6 }, { "程序", 6 },
	{ "顾问", 6 }, { "顾客", 6 }, { "任务", 6 }, { "申请", 6 }, { "申报", 6 },
	{ "申明", 6 }, { "幸福", 6 }, { "石油", 6 }, { "石化", 6 }, { "黄金", 6 },
	{ "白酒", 6 }, { "房产", 6 }, { "查看", 6 }, { "查询", 6 }, { "安全", 6 },
	{ "安徽", 6 }, { "江苏", 6 }, { "江西", 6 }, { "云南", 6 }, { "宁夏", 6 },
	{ "武汉", 6 }, { "武警", 6 }, { "向上", 6 }, { "许可", 6 }, { "施工", 6 },
	{ "路况", 6 }, { "游戏", 6 }, { "谈判", 6 }, { "于是", 6 }, { "常用", 6 },
	{ "常见", 6 }, { "曲艺", 6 }, { "封面", 6 }, { "张贴", 6 }, { "严禁", 6 },
	{ "满意", 6 }, { "容量", 6 }, { "来源", 6 }, { "班子", 6 }, { "索引", 6 },
	{ "花絮", 6 }, { "包装", 6 }, { "强国", 6 }, { "温馨", 6 }, { "梅花", 6 },
};

/* Characters that end names of places and papers, not of people. */
static const char last_of_others[] = "市省县区州网报社局台界版页册讯频刊厅院部";

static bool is_chinese_at(struct zb_span s, size_t at)
{
	uint32_t cp = 0;
	int len = zb_utf8_next(&cp, zb_span_sub(s, at, 4));
	return len == CHAR_BYTES && cp >= 0x3400 && cp <= 0x9FFF;
}

static bool is_one_of(struct zb_span c, const char *chars, size_t n)
{
	for (size_t i = 0; i + CHAR_BYTES <= n; i += CHAR_BYTES)
		if (memcmp(chars + i, c.p, CHAR_BYTES) == 0)
			return true;
	return false;
}

static size_t surname_at(struct zb_span s)
{
	for (size_t i = 0; i < sizeof(doubled) / sizeof(doubled[0]); i++)
		if (zb_span_starts(s, doubled[i]))
			return doubled[i].n;
	if (!is_chinese_at(s, 0))
		return 0;
	struct zb_span first = zb_span_sub(s, 0, CHAR_BYTES);
	bool known = is_one_of(first, single, sizeof(single) - 1) ||
	             is_one_of(first, traditional, sizeof(traditional) - 1);
	return known ? CHAR_BYTES : 0;
}

/* White space between the two characters of a short name, as typesetters put: 张 三. */
static size_t blank_at(struct zb_span s, size_t at)
{
	if (zb_span_starts(zb_span_sub(s, at, 3), ZB_S("　")))
		return 3;
	return at < s.n && (s.p[at] == ' ' || s.p[at] == '\t') ? 1 : 0;
}

static bool is_other_word(struct zb_span s)
{
	for (size_t i = 0; i < sizeof(not_names) / sizeof(not_names[0]); i++)
		if (zb_span_eq(s, not_names[i]))
			return true;
	for (size_t i = 0; i + CHAR_BYTES < sizeof(last_of_others); i += CHAR_BYTES)
		if (zb_span_ends(s, zb_span(last_of_others + i, CHAR_BYTES)))
			return true;
	return false;
}

size_t name_at(struct zb_span s)
{
	size_t end = surname_at(s);
	if (end == 0)
		return 0;
	size_t given = 0;
	while (given <= GIVEN_MAX && is_chinese_at(s, end)) {
		end += CHAR_BYTES;
		given++;
	}
	if (given < GIVEN_MIN || given > GIVEN_MAX)
		return 0;
	return is_other_word(zb_span_sub(s, 0, end)) ? 0 : end;
}

bool name_is_list(struct zb_span s)
{
	size_t at = 0;
	for (int i = 0; i < NAMES_MAX && at < s.n; i++) {
		size_t n = name_at(zb_span_sub(s, at, s.n));
		if (n == 0)
			return false;
		at += n;
		if (zb_span_starts(zb_span_sub(s, at, 3), ZB_S("、")))
			at += 3;
		for (size_t blank = 0; (blank = blank_at(s, at)) > 0;)
			at += blank;
	}
	return s.n > 0 && at == s.n;
}

/* --- outlets --- */

/* How names of sites, papers and their departments end. */
bool name_is_outlet(struct zb_span s)
{
	static const struct zb_span words[] = {
		{ "网", 3 },   { "新闻", 6 }, { "报", 3 },   { "政府", 6 },   { "门户", 6 },
		{ "频道", 6 }, { "博客", 6 }, { "在线", 6 }, { "资讯", 6 },   { "中心", 6 },
		{ "论坛", 6 }, { ".com", 4 }, { ".cn", 3 },  { "委员会", 9 }, { "局", 3 },
		{ "厅", 3 },   { "部", 3 },   { "百科", 6 }, { "财经", 6 },   { "政务", 6 },
		{ "要闻", 6 }, { "公报", 6 }, { "摘要", 6 }, { "搜狐", 6 },   { "新浪", 6 },
		{ "网易", 6 }, { "腾讯", 6 }, { "平台", 6 }, { "首页", 6 },   { "振兴", 6 },
	};
	while (zb_span_ends(s, ZB_S("〗")) || zb_span_ends(s, ZB_S("】")) ||
	       zb_span_ends(s, ZB_S("》")))
		s.n -= CHAR_BYTES;
	if (s.n == 0 || s.n > 60)
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (zb_span_ends(s, words[i]) ||
		    (s.n > words[i].n && zb_span_find(s, words[i], s.n - words[i].n) >= 0))
			return true;
	return zb_span_find(s, ZB_S("网"), 0) >= 0 || zb_span_find(s, ZB_S("政府"), 0) >= 0;
}
