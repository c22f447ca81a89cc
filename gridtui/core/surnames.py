"""How surnames are read where a dictionary reads them wrongly. Checked by hand; no library has this right.

A surname stands here if its reading as a surname is not the first of the dictionary, or if the dictionary lists
archaic readings that no surname has (冯 is never ping). Two-character surnames read as a whole.
"""

_READINGS = """
覃 qin tan;仇 qiu;单 shan;單 shan;曾 zeng;解 xie;查 zha;区 ou;區 ou;盖 ge gai;蓋 ge gai;朴 piao;翟 zhai;任 ren;
华 hua;燕 yan;纪 ji;缪 miao;繆 miao;乐 yue le;樂 yue le;员 yun;員 yun;宓 mi fu;尉 wei;晁 chao;冼 xian;洗 xian;
种 chong;召 shao zhao;祭 zhai;繁 po;黑 he hei;那 na;逄 pang;折 she;车 che;車 che;牟 mou mu;葛 ge;隗 wei kui;
郗 xi chi;訾 zi;郇 xun huan;万 wan;宿 su;宁 ning;甯 ning;谌 chen shen;諶 chen shen;阚 kan;闞 kan;幺 yao;应 ying;
於 yu;相 xiang;臧 zang;藏 zang;钭 tou;贲 ben;賁 ben;贾 jia;賈 jia;角 jue jiao;俞 yu;褚 chu;殷 yin;盛 sheng;
夏 xia;柏 bai bo;薄 bo bao;过 guo;過 guo;句 gou ju;谷 gu;嵇 ji;汤 tang;晟 cheng sheng;亓 qi;秘 bi mi;费 fei bi;
干 gan;颉 xie jie;頡 xie jie;咸 xian;眭 sui;笪 da;郄 qie xi;厍 she;令 ling;炅 gui;都 du;适 kuo shi;莘 shen xin;
强 qiang jiang;隽 juan jun;佴 nai er;粘 nian zhan;撒 sa;哈 ha;卜 bu;长 zhang;重 chong;芮 rui;涂 tu;占 zhan;
苑 yuan;揭 jie;么 yao;乜 nie mie;叶 ye;葉 ye;石 shi;合 he ge;行 xing;
六 lu liu;弗 fu;妫 gui;嬀 gui;逯 lu;暴 bao;洒 sa;阿 a e;见 jian;曲 qu;仝 tong;广 guang;
麴 qu;昝 zan;佘 she;瞿 qu;阙 que;闕 que;殳 shu;邰 tai;郜 gao;酆 feng;郏 jia;蒯 kuai;璩 qu;羿 yi;亢 kang;
蹇 jian;靳 jin;芈 mi;郦 li;酈 li;舍 she;尧 yao;堵 du;暨 ji;能 nai neng;肖 xiao;萧 xiao;闫 yan;俱 ju;尚 shang
"""
_PLAIN = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董程曹袁邓许傅沈彭吕苏卢蒋蔡魏薛阎余潘杜戴钟汪田姜"
    "施陶戚方倪郝卞齐平和尹姚湛祁狄明舒屈祝阮蓝路童霍莫支房丁杭包滑邢裴陆甄家封糜焦仰甘戎祖景詹幸司印白怀蒲池从"
    "籍姬扶冉卻温庄柴艾容古慎居匡蔚越冷毋沙鞠红游竺有年呼鹿塔由宛税芦泥桃巨廖范金孔崔康毛邱秦江史顾侯邵孟龙段雷"
    "钱常易乔贺赖龚文樊兰耿关焦左柳甘祝"
)
_COMPOUND = """
尉迟 yu chi;尉遲 yu chi;单于 chan yu;單于 chan yu;欧阳 ou yang;歐陽 ou yang;万俟 mo qi;澹台 tan tai;
长孙 zhang sun;長孫 zhang sun;令狐 ling hu;宇文 yu wen;呼延 hu yan;鲜于 xian yu;亓官 qi guan;濮阳 pu yang;
淳于 chun yu;公孙 gong sun;轩辕 xuan yuan;夏侯 xia hou;诸葛 zhu ge;諸葛 zhu ge;闻人 wen ren;东方 dong fang;
赫连 he lian;皇甫 huang fu;公羊 gong yang;钟离 zhong li;宗政 zong zheng;仲孙 zhong sun;申屠 shen tu;太叔 tai shu;
上官 shang guan;司马 si ma;司馬 si ma;司徒 si tu;司空 si kong;慕容 mu rong;端木 duan mu;百里 bai li;
南宫 nan gong;独孤 du gu;拓跋 tuo ba;耶律 ye lv;完颜 wan yan;纳兰 na lan;叶赫 ye he;贺兰 he lan;第五 di wu;
左丘 zuo qiu;东郭 dong guo;西门 xi men;南门 nan men;梁丘 liang qiu;谷梁 gu liang;公冶 gong ye;公西 gong xi;
漆雕 qi diao;乐正 yue zheng;壤驷 rang si;夹谷 jia gu;宰父 zai fu;段干 duan gan;巫马 wu ma;相里 xiang li;
公良 gong liang;颛孙 zhuan sun;微生 wei sheng;羊舌 yang she;佟佳 tong jia;那拉 na la;阿史那 a shi na;
爱新觉罗 ai xin jue luo
"""


def _entries(table: str) -> dict[str, tuple[str, ...]]:
    return {name: tuple(readings) for name, *readings in (entry.split() for entry in table.split(";"))}


SURNAMES = _entries(_READINGS)
"""A surname of one character and its readings as a surname, the usual one first."""

PLAIN_SURNAMES = frozenset(_PLAIN) - SURNAMES.keys()
"""Surnames with one living reading, the first of the dictionary."""

COMPOUND_SURNAMES = _entries(_COMPOUND)
"""A surname of two or more characters and the reading of each."""

LONGEST_SURNAME = max(map(len, COMPOUND_SURNAMES))
