"""Pages as county, party, evening, university and Hong Kong papers print them, each read whole."""

from rag.page import parse_page
from rag.types import Article

COUNTY = """\
云溪县报　第02版　乡村
二〇二四年十一月三日　星期日
云溪县融媒体中心主办　值班编委：裴青
晒秋时节走四乡
稻子进仓　柿子上墙
——云溪县秋收见闻
本报记者　裴青　通讯员　骆小川
霜降一过，云溪的晒场就不够用了。记者走了四个乡镇，看各家各户怎么把秋天收进仓里。

高坪镇：晒场排号
高坪镇只有两块水泥晒场，往年谁起得早谁占。今年镇里在场边钉了一块木牌，按村排号，一家两个钟头，时候一到就换人。

石塘乡：柿饼不落地
石塘乡的柿子今年结得密，妇女们削了皮，用麻绳串起来挂在屋檐下，二十天后就成了柿饼。合作社统一收购，每斤比去年多一块

▲石塘乡的柿饼挂满屋檐。（摄影　骆小川）

二角钱，外村的人也赶来学着削。

水口镇：谷仓不漏雨
水口镇的老谷仓换了新瓦，管仓的老田说，下雨的夜里再也不用爬起来搬麻袋了，全村的谷子都放在里头。

马鞍乡：机器上坡
马鞍乡坡地多，大机器开不上去，乡里买了十一台小收割机，轮流给各村用，油钱由村里出一半。

未来三天天气（单位：℃）
日期 最低 最高
11月4日 8 17
11月5日 6 15
11月6日 9 18
"""
PARTY = """\
江北党建报
3版 理论
2023年7月1日　星期六
责任编辑　钱树　美编　霍小满

老支书的“三本账”
——记柳湾村党支部书记庞守正
本报记者 童一鸣

柳湾村的会议室里没有沙发，只有一张长桌和十二条板凳。老支书庞守正把三个本子摆在桌上，一本记钱，一本记事，一本记人。

一本记钱

记钱的本子最薄。村里每一笔开支，谁经手、谁证明、买了什么，都写得清楚，月底贴在祠堂门口。庞守正说，字写大一点，老人不用戴眼镜也

看得见。有一回少了四块六，他自己掏钱补上，第二天又在账上写明了缘由。

一本记事

记事的本子换了九册。谁家屋顶漏了，谁家孩子上学要接送，他都记下来，办完一件划掉一件。柳湾村的人说，划得最快的是冬天。

一本记人

记人的本子他不给别人看。村里人只知道，外出打工的年轻人每年回来，庞守正都能叫出他们孩子的名字。

全市基层党务骨干培训班开班
本报讯（记者 霍小满）全市基层党务骨干培训班昨天开班，二百三十名学员将用五天时间学习村务公开和调解办法。
"""
EVENING = """\
都市晚报 A7
2022年2月9日 星期三
综合新闻
夜里的修表铺
今晚九点还亮着灯
修表匠老纪的铺子在电影院对面，只有三平方米。他晚上九点才收摊，因为来修表的人多半刚下班。
“白天他们没空，我就等他们。”老纪说，他在这里坐了三十一年，修过的表装得下一辆

社会新闻

三轮车，可是他自己从来不戴表。(记者 龚小夏)
雪天公交延时
记者从公交公司获悉，今明两天晚上各线末班车延后半小时，车辆全部装上防滑链，请乘客上下车时小心路滑。(记者 申屠越)
读者来信
楼道里的灯该修了
我住在北街七号楼，楼道里的灯坏了两个月，晚上只能扶着墙走，希望有人来管一管。（北街 冼女士）
"""
UNIVERSITY = """\
东山大学报　第612期　第2版　校园
2024年6月15日
主编：郗兰 责编：符一

毕业歌
◎ 符一
我们把课桌还给窗子
把窗子还给梧桐
梧桐把影子
还给七月

图书馆闭馆时间调整通知
因夏季检修，现将图书馆开放时间调整如下：
时间：6月20日至7月5日
地点：北馆一至四层
请同学们提前还书，带走个人物品。
东山大学图书馆
2024年6月14日

实验室里养了一缸鱼
【本报讯】（学生记者 郗兰）生物楼三层的实验室里，有一缸透明的斑马鱼，学生们每天轮流喂食、换水、记录产卵数。导师说，鱼不会放假，所以人也
（下转第4版）

东山大学报　第612期　第4版
实验室里养了一缸鱼
（上接第2版）不能都放假。暑假里留下的四个学生排了一张表，贴在鱼缸旁边。
"""
HONG_KONG = """\
海角時報　A4　港聞
2024年11月3日　星期日

渡輪加班　早上多開兩班
【記者陳念慈／東涌報道】渡輪公司宣布，下周一起早上七時至九時加開兩班船，票價不變。居民說，以前趕不上船就要等四十分鐘，如今可以多睡一
▲早上的碼頭擠滿候船的居民。（記者梁小禾攝）
會兒。碼頭外的早餐檔老闆也說，客人不用站着吃了。

來論
街市不只是買菜的地方
　　我在街市賣了三十年豆腐，看着孩子長大又帶着孩子回來。街市搬上樓以後，空調是有了，可是人少了，叫賣聲也少了。
　　請設計的人來站一個早上，聽聽街坊怎樣講話，再畫圖也不遲。（旺角　歐陽樹）
"""
WRAPPED = """\
山城日报
第1版 要闻
2024年4月8日 星期一
城东七个小区共用一块绿地
从各扫门前雪
到同种一片林
——山城“邻里共建”走笔
本报记者 宁远山
　　城东七个小区之间有一块荒地，堆过煤渣，停过报
废车，谁都嫌脏，谁也不肯出钱收拾。去年春天，七
个业委会坐到一起，商量把它变成一片能乘凉的
林子。
　　树是居民自己认的，每户一棵，挂上名牌。浇水排了

第1版 要闻 山城日报

班，学生放学路过也会提一桶。到了秋天，活下来的
有三百一十棵，死掉的又补上了。
　　今年他们打算在林子中间铺一条小路，让推轮椅的
老人也能走进去。
"""
BRIEFS = """\
平湖晚报 B2 简讯
2023年8月1日 星期二

平湖新增两处游泳场
本报讯（记者 冯小渔）市体育局昨天公布，新增两处免费游泳场，每天下午三点开放，有救生员值守。

老城墙夜间亮灯
本报讯（通讯员 柯一舟）即日起，老城墙每晚七点至十点亮灯，市民可以登上东门城楼看

— 3 —

夜景，不收门票。

停电公告
因线路检修，8月3日8时至12时，北门一带停电，请有关用户做好准备。
平湖供电公司
2023年8月1日
"""


def read(text: str) -> list[Article]:
    return parse_page(text, "页.txt")


def body(article: Article) -> str:
    return article.text[: article.body_end]


def bylines(articles: list[Article]) -> list[tuple[str, str]]:
    return [(article.title, article.byline) for article in articles]


def test_a_county_papers_feature_is_one_story_a_place_and_a_table() -> None:
    found = read(COUNTY)
    assert [article.title for article in found] == [
        "晒秋时节走四乡 稻子进仓　柿子上墙——云溪县秋收见闻",
        "高坪镇：晒场排号",
        "石塘乡：柿饼不落地",
        "水口镇：谷仓不漏雨",
        "马鞍乡：机器上坡",
        "未来三天天气（单位：℃）",
    ]
    assert [article.place for article in found[1:5]] == ["高坪镇", "石塘乡", "水口镇", "马鞍乡"]
    assert {article.date for article in found} == {"2024-11-03"}
    assert found[0].byline == "裴青 骆小川"
    assert "每斤比去年多一块二角钱" in body(found[2])
    assert found[2].captions == ("▲石塘乡的柿饼挂满屋檐。（摄影　骆小川）",)
    assert body(found[5]).split("\n")[1:] == ["11月4日 8 17", "11月5日 6 15", "11月6日 9 18"]


def test_headings_in_a_story_with_one_byline_are_its_sections() -> None:
    found = read(PARTY)
    assert bylines(found) == [
        ("老支书的“三本账”——记柳湾村党支部书记庞守正", "童一鸣"),
        ("全市基层党务骨干培训班开班", "霍小满"),
    ]
    assert found[0].sections == ("一本记钱", "一本记事", "一本记人")
    assert "不用戴眼镜也看得见" in body(found[0])
    assert "党建报" not in "".join(article.text for article in found)


def test_columns_labels_cut_no_sentence_and_head_no_story() -> None:
    found = read(EVENING)
    assert bylines(found) == [
        ("夜里的修表铺 今晚九点还亮着灯", "龚小夏"),
        ("雪天公交延时", "申屠越"),
        ("楼道里的灯该修了", "北街 冼女士"),
    ]
    assert body(found[0]).endswith("修过的表装得下一辆三轮车，可是他自己从来不戴表。")
    assert body(found[2]).endswith("希望有人来管一管。")


def test_a_title_printed_again_over_the_rest_of_its_story_is_one() -> None:
    found = read(UNIVERSITY)
    assert bylines(found) == [
        ("毕业歌", "符一"),
        ("图书馆闭馆时间调整通知", "东山大学图书馆"),
        ("实验室里养了一缸鱼", "郗兰"),
    ]
    assert [article.date for article in found] == ["2024-06-15", "2024-06-14", "2024-06-15"]
    assert body(found[0]).split("\n")[0] == "我们把课桌还给窗子"
    assert body(found[1]).split("\n")[1] == "时间：6月20日至7月5日"
    assert "鱼不会放假，所以人也不能都放假。" in body(found[2])


def test_a_title_over_what_another_page_began_stays_a_story() -> None:
    text = "渡口的一天\n本报讯（记者 孙晴）" + "渡船天不亮就开了，" * 3
    text += "\n\n磨坊又转了\n（上接第1版）水轮修好以后，村里人又来磨面了。\n\n每天都排着队。"
    assert [article.title for article in read(text)] == ["渡口的一天", "磨坊又转了"]


def test_a_hong_kong_paper() -> None:
    found = read(HONG_KONG)
    assert bylines(found) == [
        ("渡輪加班　早上多開兩班", "陳念慈"),
        ("街市不只是買菜的地方", "旺角 歐陽樹"),
    ]
    assert "如今可以多睡一會兒。" in body(found[0])
    assert found[0].captions == ("▲早上的碼頭擠滿候船的居民。（記者梁小禾攝）",)
    assert body(found[1]).startswith("我在街市賣了三十年豆腐")


def test_a_wrapped_page_under_a_kicker_and_a_title_of_three_lines() -> None:
    (article,) = read(WRAPPED)
    assert article.title == "城东七个小区共用一块绿地 从各扫门前雪 到同种一片林——山城“邻里共建”走笔"
    assert article.byline == "宁远山"
    assert "七个业委会坐到一起，商量把它变成一片能乘凉的林子。" in body(article)
    assert "浇水排了班，学生放学路过" in body(article)
    assert body(article).count("\n") == 2


def test_short_news_over_a_page_number_and_a_notice_of_the_pages_day() -> None:
    found = read(BRIEFS)
    assert bylines(found) == [
        ("平湖新增两处游泳场", "冯小渔"),
        ("老城墙夜间亮灯", "柯一舟"),
        ("停电公告", "平湖供电公司"),
    ]
    assert body(found[1]).endswith("市民可以登上东门城楼看夜景，不收门票。")
    assert {article.date for article in found} == {"2023-08-01"}


def test_a_day_in_chinese_numerals() -> None:
    for line, day in (
        ("中華民國一一三年十一月三日　星期日", "2024-11-03"),
        ("中華民國一百一十三年十一月三日　星期日", "2024-11-03"),
        ("二〇二四年十一月二十三日　星期六", "2024-11-23"),
    ):
        (article,) = read(
            f"山城日報\n{line}\n渡口的一天\n記者 孫晴\n天剛亮，擺渡的老魏就把纜繩解開了。"
        )
        assert (article.title, article.date) == ("渡口的一天", day)


def test_a_line_of_the_publisher_is_furniture() -> None:
    text = "山城快报\n2024年5月2日 星期四\n山城县融媒体中心主办 值班编委：孙晴\n\n"
    (article,) = read(
        text + "渡口的一天\n天刚亮，摆渡的老魏就把缆绳解开了，等着第一班去对岸的孩子。"
    )
    assert article.title == "渡口的一天"


def test_a_chat_is_no_feature_of_places() -> None:
    long = "我在石狮子那边等你，看见红帽子就是我，别再像上次那样走过了头，明天见。"
    rows = [f"{who}：{what}" for who in ("老王", "小李", "阿芳") for what in ("好的吧", long)]
    (article,) = read("\n\n".join(rows))
    assert all(row in f"{article.title}\n{article.text}" for row in rows)
