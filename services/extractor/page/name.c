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

static const struct zb_span doubled[] = {
	{ "欧阳", 6 }, { "上官", 6 }, { "皇甫", 6 }, { "令狐", 6 }, { "诸葛", 6 },
	{ "司徒", 6 }, { "司马", 6 }, { "申屠", 6 }, { "夏侯", 6 }, { "贺兰", 6 },
	{ "完颜", 6 }, { "慕容", 6 }, { "尉迟", 6 }, { "长孙", 6 },
};

static bool is_chinese_at(struct zb_span s, size_t at)
{
	uint32_t cp = 0;
	int len = zb_utf8_next(&cp, zb_span_sub(s, at, 4));
	return len == CHAR_BYTES && cp >= 0x3400 && cp <= 0x9FFF;
}

static size_t surname_at(struct zb_span s)
{
	for (size_t i = 0; i < sizeof(doubled) / sizeof(doubled[0]); i++)
		if (zb_span_starts(s, doubled[i]))
			return doubled[i].n;
	if (!is_chinese_at(s, 0))
		return 0;
	for (size_t i = 0; i + CHAR_BYTES < sizeof(single); i += CHAR_BYTES)
		if (memcmp(single + i, s.p, CHAR_BYTES) == 0)
			return CHAR_BYTES;
	return 0;
}

/* White space between the two characters of a short name, as typesetters put: 张 三. */
static size_t blank_at(struct zb_span s, size_t at)
{
	if (zb_span_starts(zb_span_sub(s, at, 3), ZB_S("　")))
		return 3;
	return at < s.n && (s.p[at] == ' ' || s.p[at] == '\t') ? 1 : 0;
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
	return given >= GIVEN_MIN && given <= GIVEN_MAX ? end : 0;
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
