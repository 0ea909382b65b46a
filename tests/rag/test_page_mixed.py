"""Pages that mix news with comment, questions, forms and verse, and whose columns cross."""

from rag.page import parse_page
from rag.types import Article

MIXED = """\
溪州导报
总第2046期 2022年3月8日 星期二
05 副刊·民生
主编：蒋可 视觉：邵文 电话：0731 555 0199

春耕农资价格总体平稳
本报记者 冯小禾
三月以来，全县化肥、种子和农膜的价格总体平稳，复合肥每吨比上年同期只高出四十元。县供销社在十二个乡镇设了直供点，农户凭身份证就能按出厂价提
货，多的一天卖出过二十六吨。
供销社主任谭明说，眼下库存够用到四月底，请大家不必囤货。

把种子价格守住
本报评论员
一粒种子不值几个钱，可是它一涨，农户心里就没了底。守住价格，守的是人心。
守住价格也不能只靠一纸通知，要让直供点多一些，让农户少跑一里路。

有问必答
问：家里的旧农膜往哪里送？（河口村 一位村民）
答：各乡镇供销社都收，每公斤一元二角。
问：种子发芽率不够找谁？
答：带上包装袋到县农业执法队，三天内有回音。

简讯
●县图书馆三月起延长开放一小时，周末也不休息。（高远）
●城东水厂昨日完成检修，供水恢复正常。（程思）
●全县第三次文物普查队本周进驻白马乡。（傅安）

等雨
白马中学2019级 柳依
屋檐下的燕子
等一场雨
我等一个人
从田埂上走来

“乡村夜校”第九讲
主题：怎样给果树剪枝
主讲：县农技站 姚师傅
时间：3月12日19:00
地点：白马乡文化站
不收学费，自带剪刀。
"""
TURNED = """\
中共云陵县委主办
云陵报
2020年10月20日 星期二
第二版 时政·经济
责编 丁兰 美编 方可 校对 汪立

全县秋季项目集中开工
总投资四十二亿元
本报记者 孟川
10月19日，全县秋季重大项目集中开工仪式在开发区举行，十八个项目涉及装备、食品和物流，总投资四十二亿元，其中工业项目十一个，全部建成后预计可新增岗位三千

乡镇卫生院添了救护车
本报讯（记者 郭宁）昨天，十台新救护车开进了乡镇卫生院，每台车上都配了除颤仪和呼吸机。县卫健局说，山里的病人到县医院的时间会缩短将近一半，明年还要给偏远的村卫生室

本版新闻线索：0731-5550199

二百个，带动物流车队四十多支。
县发改局负责人说，项目开工以后由专班跟踪，一周一调度，一月一通报。

配上远程心电图机。
白茅乡卫生院院长伍强说，从前叫一台车要等一个钟头，现在十五分钟就能出门。

桥头夜话
记者：这座桥您守了多少年？
老桥工：三十一年，从学徒守到带徒弟。
记者：最怕什么天气？
老桥工：怕雾，雾一起来，船家看不见桥墩，我就得敲钟，一直敲到雾散

图为老桥工在桥头敲钟。汤明 摄

，有一回敲了整整六个钟头。

守住每一座桥
一座桥最要紧的是有人守。老桥工的钟声不响亮，却让一河的船都放了心。
愿我们的每一座桥边，都有一个这样的人。
（本报评论员）
"""
CAMPUS = """\
江洲大學報 第302期
2024年11月5日
4 校園
本期編輯：方綺 美術：梁朗 校對：何遠

宿舍改造不搬家
學生記者 丁雨 攝影 吳江
北區宿舍的改造工程本月動工，學校採取逐層施工的辦法，學生不必搬離。每一層工期十二天，施工時該層學生暫住招待所，費用由學校承擔，預計明年三月前全部完

圖書館的燈亮到十二點
本報訊（記者 周楠）圖書館三樓自習區從十一月起延時到夜間十二點，座位可在手機上預約。館長鍾琪說，第一周每晚平均有二百一十人留到最後，最多的一晚連樓梯口都坐

工。後勤處提醒，施工期間北門只供行人出入。

滿了人。有學生建議再開放一樓的討論間，館方表示會在期末前試行。

編者按
為甚麼要寫字
鍵盤用久了，提筆就忘字。本期請三位老師談談手寫的好處。
（陳安）
讀者信箱
飯堂能否設自帶餐盒優惠？
我每天自帶餐盒打飯，一年少用三百個膠盒。希望飯堂能給自帶餐盒的同學減一元，鼓勵更多人少用膠盒。（文學院 關同學）
"""
WRAPPED = """\
河阳晚报
A08 社区
2019年6月3日 星期一
编辑 苏禾 组版 秦岭

老旧小区加装电梯
一楼住户先签了字
□本报记者 罗青
　　东风里小区三号楼的电梯昨天试运行，
楼里年纪最大的住户八十九岁，四年来头
一次自己下楼买菜。让邻居们没想到的是，
第一个在同意书上签字的，是住在一楼的
老郑。他说自己用不上电梯，可楼上的人
上下楼都要从他家门口过，喘气声他听得

热心市民追出两条街
　　本报讯（通讯员 夏至）前天傍晚，
菜市场口一位老人的挎包被人抢走，正在
修车的小伙子扔下扳手追出两条街，把抢
包的男子堵在了死胡同里。民警赶到时，
小伙子的手上还沾着机油，衣服也被扯破

见。电梯的钱由各户按楼层分摊，一楼不
出。
　　社区书记贺敏说，全小区还有六栋楼
在等，年底前能再装四部。

了。他说，自己只是离得近。
　　老人的女儿送来一面锦旗，小伙子不
肯收，说挂在修车铺里太显眼。

天气
今天多云，气温18到27摄氏度，东南风三级。
"""
PARTS = """\
南湖校报
2023年4月12日
第二版 校园

石阶上的蕨
记者 高远
春雨过后，生物系的几名学生又蹲在了礼堂的石阶上，用放大镜数石缝里的蕨，这件事他们已经做了四年。

从一条石缝开始
那年修石阶，工人要用水泥把石缝抹平，带队的老师拦住了，说石缝里的蕨比楼还

食堂添了小碗菜
记者 程思
二食堂的小碗菜上周开卖，一碗只有平常的一半，价钱也是一半，排队的人从窗口一直站到了楼

老。工程队改了图纸，只换碎了的三级石阶，其余的原样留着。

长得很慢的叶子
蕨一年只长两三片新叶，学生每月量一次，画在同一张图上，四年攒了一百多张。

梯口。掌勺的师傅说，剩菜比从前少了三成。
"""
BACK = """\
临江晚报
2024年7月9日 星期二
A6 身边事

雷雨还要下三天
本报讯（记者 常宁）市气象台说，今天到周末每天午后都可能有雷雨，明天阴有中到大雨，气温25

三岁娃把妈妈锁在门外
本报讯（记者 宗培）倒垃圾的工夫，柯女士家的防盗门被三岁的儿子反锁了，灶上还炖着排骨汤，她急得直哭。

到30摄氏度，后天转多云。
气象台提醒，骑车的市民不要在大树下躲雨。

消防员赶到以后，隔着防盗门教三岁的孩子拧门锁，柯女士冲进去时排骨汤已经熬干了。

旧书市搬进了老车站
本报讯（记者 温良）城南的旧书市上周末搬进了停用的老车站，四十个摊位都在候车室里。
摊主们说，下雨再也不用急着收摊。
最老的摊主带来了一箱旧地图。
老车站的大钟也重新走了起来。
市集每周六开到晚上九点。
买书的人可以在月台上坐着读。
"""
NUMBERED = """\
青政办发〔2024〕12号

关于做好清雪工作的通知

各乡镇人民政府：
雪停后两小时内，门前的积雪由各单位自己清扫干净。

青河县人民政府办公室
2024年11月8日
"""


def read(page: str) -> dict[str, Article]:
    return {article.title: article for article in parse_page(page, "版.txt")}


def lines(article: Article) -> list[str]:
    return article.text[: article.body_end].split("\n")


def test_comment_questions_briefs_verse_and_forms_are_stories() -> None:
    stories = read(MIXED)
    assert list(stories) == [
        "春耕农资价格总体平稳",
        "把种子价格守住",
        "有问必答",
        "简讯",
        "等雨",
        "“乡村夜校”第九讲",
    ]
    assert stories["把种子价格守住"].byline == "本报评论员"
    assert lines(stories["有问必答"])[0].endswith("（河口村 一位村民）")
    assert len(lines(stories["简讯"])) == 3
    assert (stories["等雨"].byline, len(lines(stories["等雨"]))) == ("柳依", 4)
    assert lines(stories["“乡村夜校”第九讲"])[1] == "主讲：县农技站 姚师傅"
    assert {article.date for article in stories.values()} == {"2022-03-08"}


def test_a_column_goes_on_below_the_rest_of_another_story() -> None:
    stories = read(TURNED)
    first = stories["全县秋季项目集中开工 总投资四十二亿元"]
    assert "预计可新增岗位三千二百个，" in first.text
    assert lines(first)[-1].endswith("一月一通报。")
    assert "偏远的村卫生室配上远程心电图机。" in stories["乡镇卫生院添了救护车"].text
    assert "新闻线索" not in "".join(article.text for article in stories.values())


def test_what_somebody_says_at_length_goes_on_over_a_photo() -> None:
    assert lines(read(TURNED)["桥头夜话"])[-1].endswith("敲到雾散，有一回敲了整整六个钟头。")


def test_a_comment_signed_without_a_name() -> None:
    article = read(TURNED)["守住每一座桥"]
    assert article.byline == "本报评论员"
    assert lines(article)[-1] == "愿我们的每一座桥边，都有一个这样的人。"


def test_a_campus_page_in_traditional_characters() -> None:
    stories = read(CAMPUS)
    assert list(stories) == [
        "宿舍改造不搬家",
        "圖書館的燈亮到十二點",
        "為甚麼要寫字",
        "飯堂能否設自帶餐盒優惠？",
    ]
    assert "明年三月前全部完工。" in stories["宿舍改造不搬家"].text
    assert "連樓梯口都坐滿了人。" in stories["圖書館的燈亮到十二點"].text


def test_wrapped_columns_that_cross() -> None:
    stories = read(WRAPPED)
    assert "喘气声他听得见。" in stories["老旧小区加装电梯 一楼住户先签了字"].text
    assert "衣服也被扯破了。他说" in stories["热心市民追出两条街"].text
    assert lines(stories["天气"]) == ["今天多云，气温18到27摄氏度，东南风三级。"]


def test_headings_below_the_column_of_a_feature_are_its_sections() -> None:
    stories = read(PARTS)
    assert list(stories) == ["石阶上的蕨", "食堂添了小碗菜"]
    assert "蕨比楼还老。" in stories["石阶上的蕨"].text
    assert "站到了楼梯口。" in stories["食堂添了小碗菜"].text


def test_a_story_goes_on_below_the_rest_of_another_that_stands_in_it() -> None:
    stories = read(BACK)
    assert "气温25到30摄氏度" in stories["雷雨还要下三天"].text
    assert lines(stories["三岁娃把妈妈锁在门外"])[-1].startswith("消防员赶到以后")


def test_the_number_of_a_document_is_no_title() -> None:
    (article,) = parse_page(NUMBERED, "文.txt")
    assert article.title == "关于做好清雪工作的通知"
    assert (article.byline, article.date) == ("青河县人民政府办公室", "2024-11-08")
