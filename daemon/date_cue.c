/* Words around dates. See date_cue.h. */
#include "date_cue.h"

#include <string.h>

static const struct cue next_cues[] = {{"×", CUE_BUSY}, {"✕", CUE_BUSY}, {"✖", CUE_BUSY},
    {"は×", CUE_BUSY}, {"は✕", CUE_BUSY}, {":×", CUE_BUSY}, {"NG", CUE_BUSY},
    {"がNG", CUE_BUSY}, {"以外", CUE_BUSY}, {"を除", CUE_BUSY}, {"は除", CUE_BUSY},
    {"を外", CUE_BUSY}, {"は外", CUE_BUSY}, {"を避け", CUE_BUSY}, {"は避け", CUE_BUSY},
    {"は留守", CUE_BUSY}, {"は都合が悪", CUE_BUSY}, {"○", CUE_WISH}, {"◎", CUE_WISH},
    {"△", CUE_WISH}, {"は○", CUE_WISH}, {"は◯", CUE_WISH}, {"は◎", CUE_WISH},
    {":○", CUE_WISH}, {"OK", CUE_WISH}, {"がいい", CUE_WISH}, {"が良い", CUE_WISH},
    {"がよい", CUE_WISH}, {"がベスト", CUE_WISH}, {"でも", CUE_WISH}, {"なら", CUE_WISH},
    {"でしたら", CUE_WISH}, {"だったら", CUE_WISH}, {"であれば", CUE_WISH},
    {"だと", CUE_WISH}, {"に初回", CUE_WISH}, {"(初回", CUE_WISH}, {"付", CUE_EVENT},
    {"号", CUE_EVENT}, {"施行", CUE_EVENT}, {"現在", CUE_EVENT}, {"時点", CUE_EVENT},
    {"以前", CUE_EVENT}, {"以来", CUE_EVENT}, {"締", CUE_EVENT}, {"〆", CUE_EVENT},
    {"が〆", CUE_EVENT}, {"をもって", CUE_EVENT}, {"をめど", CUE_EVENT},
    {"を目途", CUE_EVENT}, {"を期限", CUE_EVENT}, {"に向け", CUE_EVENT},
    {"に備え", CUE_EVENT}, {"とあり", CUE_EVENT}, {"と書", CUE_EVENT},
    {"と聞", CUE_EVENT}, {"のニュース", CUE_EVENT}, {"のメール", CUE_EVENT},
    {"の電話", CUE_EVENT}, {"の事故", CUE_EVENT}, {"の被害", CUE_EVENT},
    {"の返信", CUE_EVENT}, {"生まれ", CUE_EVENT}, {"入社", CUE_EVENT},
    {"付け", CUE_EVENT}, {"分", CUE_EVENT}, {"開催の", CUE_EVENT}, {"開催】", CUE_EVENT},
    {"にでも", CUE_WISH}, {"払", CUE_EVENT}, {"の時間だけ", CUE_WISH},
    {"の開始時刻", CUE_EVENT}, {"も含め", CUE_EVENT}, {"当たり", CUE_EVENT},
    {"からとなり", CUE_WISH}, {"からになり", CUE_WISH}, {"からなら", CUE_WISH},
    {"からでし", CUE_WISH}, {"からであれ", CUE_WISH}, {"からでも", CUE_WISH},
    {"からということ", CUE_WISH}, {"からお願", CUE_WISH}, {"からとさせ", CUE_WISH},
    {"から可", CUE_WISH}, {"からでお", CUE_WISH}, {"はNG", CUE_BUSY}, {"はOK", CUE_WISH},
    {"はダメ", CUE_BUSY}, {"はだめ", CUE_BUSY}, {"は無理", CUE_BUSY},
    {"は不可", CUE_BUSY}, {"が不可", CUE_BUSY}, {"の確率", CUE_EVENT},
    {"の割合", CUE_EVENT}, {"の訪問に向け", CUE_EVENT}, {"土日しか", CUE_BUSY},
    {"しか空", CUE_WISH}, {"しかあ", CUE_WISH}, {"しか残", CUE_WISH},
    {"しか無理", CUE_WISH}, {"やったら", CUE_WISH}, {"じゃったら", CUE_WISH}, {"やと", CUE_WISH}, {"って言", CUE_EVENT}, {"と言わ", CUE_EVENT}, {"と言って", CUE_EVENT}, {"って聞", CUE_EVENT}, {"の便", CUE_EVENT}};

static const struct cue later_cues[] = {
    /* asking, offering, agreeing */
    {"お願い", CUE_WISH}, {"おねがい", CUE_WISH}, {"御願い", CUE_WISH},
    {"願え", CUE_WISH}, {"願いま", CUE_WISH}, {"願いた", CUE_WISH}, {"希望", CUE_WISH},
    {"いかが", CUE_ABLE}, {"如何", CUE_WISH}, {"どうで", CUE_WISH}, {"どうか", CUE_WISH},
    {"どうです", CUE_WISH}, {"来て", CUE_ABLE}, {"きてくれ", CUE_WISH},
    {"きてほし", CUE_WISH}, {"来られ", CUE_ABLE}, {"来れ", CUE_ABLE},
    {"来社いただ", CUE_WISH}, {"ご来", CUE_WISH}, {"お越し", CUE_ABLE},
    {"おいで", CUE_ABLE}, {"寄越", CUE_WISH}, {"駆けつけ", CUE_WISH},
    {"助けて", CUE_WISH}, {"お会い", CUE_WISH}, {"伺います", CUE_WISH},
    {"伺いたい", CUE_WISH}, {"伺わ", CUE_WISH}, {"伺え", CUE_ABLE},
    {"うかがえ", CUE_ABLE}, {"うかがいます", CUE_WISH}, {"お邪魔", CUE_WISH},
    {"参ります", CUE_WISH}, {"参れ", CUE_ABLE}, {"向かいます", CUE_WISH},
    {"現地入り", CUE_WISH}, {"に入れます", CUE_WISH}, {"へ入ります", CUE_WISH},
    {"に入ります", CUE_WEAK}, {"空いて", CUE_ABLE}, {"空いと", CUE_ABLE},
    {"空けて", CUE_ABLE}, {"空け", CUE_ABLE}, {"空き", CUE_ABLE}, {"あいて", CUE_ABLE},
    {"可能", CUE_ABLE}, {"可です", CUE_WISH}, {"電話可", CUE_WISH},
    {"対応でき", CUE_ABLE}, {"対応いたします", CUE_WISH}, {"お受けでき", CUE_ABLE},
    {"時間が取れ", CUE_ABLE}, {"時間がとれ", CUE_ABLE}, {"時間を取れ", CUE_ABLE},
    {"時間を取り", CUE_WISH}, {"時間をいただ", CUE_WISH}, {"お時間を", CUE_WISH},
    {"都合がつ", CUE_ABLE}, {"都合がよ", CUE_ABLE}, {"都合が良", CUE_ABLE},
    {"都合がいい", CUE_ABLE}, {"都合よ", CUE_WISH}, {"都合のよ", CUE_WISH},
    {"都合のい", CUE_WISH}, {"都合のつ", CUE_WISH}, {"調整が", CUE_WISH},
    {"調整でき", CUE_ABLE}, {"調整", CUE_WISH}, {"揃いま", CUE_ABLE},
    {"そろいま", CUE_ABLE}, {"おります", CUE_WEAK}, {"全員い", CUE_ABLE},
    {"ともいます", CUE_ABLE}, {"いただきた", CUE_WISH}, {"いただけ", CUE_ABLE},
    {"頂け", CUE_ABLE}, {"頂戴", CUE_WISH}, {"頂きた", CUE_WISH},
    {"ていただき", CUE_WISH}, {"をいただきます", CUE_WISH}, {"もらえ", CUE_ABLE},
    {"もらいた", CUE_WISH}, {"くれる", CUE_WISH}, {"くださる", CUE_WISH},
    {"くださ", CUE_WISH}, {"下さ", CUE_WISH}, {"ほしい", CUE_WISH}, {"欲しい", CUE_WISH},
    {"ほしく", CUE_WISH}, {"たいです", CUE_WISH}, {"たいと", CUE_WISH},
    {"たい。", CUE_WISH}, {"たいの", CUE_WISH}, {"たいん", CUE_WISH},
    {"たいが", CUE_WISH}, {"たく", CUE_WISH}, {"たい\n", CUE_WISH}, {"たい!", CUE_WISH},
    {"みたい", CUE_SKIP}, {"めでた", CUE_SKIP}, {"したくな", CUE_SKIP},
    {"できれば", CUE_WISH}, {"出来れば", CUE_WISH}, {"助かり", CUE_WISH},
    {"ありがたい", CUE_WISH}, {"有難", CUE_WISH}, {"幸い", CUE_WISH}, {"幸甚", CUE_WISH},
    {"頼み", CUE_WISH}, {"頼む", CUE_WISH}, {"大丈夫", CUE_ABLE},
    {"問題ありません", CUE_WISH}, {"問題ござい", CUE_WISH}, {"問題な", CUE_WISH},
    {"差し支えな", CUE_WISH}, {"差支えな", CUE_WISH}, {"かまいません", CUE_WISH},
    {"構いません", CUE_WISH}, {"構わな", CUE_WISH}, {"結構です", CUE_WISH},
    {"よろしい", CUE_WISH}, {"宜しい", CUE_WISH}, {"いいです", CUE_WISH},
    {"よいです", CUE_WISH}, {"いいかな", CUE_WISH}, {"どうぞ", CUE_WISH},
    {"いつでも", CUE_WISH}, {"お待ち", CUE_WISH}, {"承知", CUE_WISH}, {"了解", CUE_WISH},
    {"かしこまり", CUE_WISH}, {"押さえ", CUE_WISH}, {"確保", CUE_WISH},
    {"内諾", CUE_WISH}, {"合意し", CUE_WISH}, {"決まりました", CUE_WISH},
    {"決定しました", CUE_WISH}, {"確定", CUE_WISH}, {"予約しました", CUE_WISH},
    {"のいずれか", CUE_WISH}, {"のどちらか", CUE_WISH}, {"のどれか", CUE_WISH},
    {"のどこか", CUE_WISH}, {"だめなら", CUE_WISH}, {"ダメなら", CUE_WISH},
    {"ZOOM", CUE_WISH}, {"Zoom", CUE_WISH}, {"始めたい", CUE_WISH},
    {"始められ", CUE_WISH}, {"あてて", CUE_WISH}, {"行けそう", CUE_WISH},
    {"昼休み", CUE_WEAK}, {"休診の", CUE_WEAK}, {"休診時間", CUE_WEAK},
    {"休館日", CUE_WEAK}, {"休みの", CUE_WEAK}, {"休みのため", CUE_REST},
    {"休日", CUE_SKIP}, {"来訪", CUE_WEAK}, {"訪問", CUE_WEAK}, {"オンライン", CUE_WEAK},
    {"講演", CUE_WEAK}, {"講師", CUE_WEAK}, {"講話", CUE_WEAK}, {"講習", CUE_WEAK},
    {"勉強会", CUE_WEAK}, {"研修", CUE_WEAK}, {"打合せ", CUE_WEAK},
    {"打ち合わせ", CUE_WEAK}, {"万円", CUE_WEAK}, {"予定です", CUE_WEAK},
    {"please", CUE_WISH}, {"Please", CUE_WISH}, {"would", CUE_WISH}, {"could", CUE_WISH},
    {"canstart", CUE_WISH}, {"available", CUE_WISH}, {"works", CUE_WISH},
    {"workfor", CUE_WISH}, {"isfine", CUE_WISH}, {"arefine", CUE_WISH},
    {"suits", CUE_WISH},
    /* not on that day */
    {"不可能", CUE_BUSY}, {"不可", CUE_BUSY}, {"避け", CUE_BUSY}, {"外して", CUE_BUSY},
    {"外させ", CUE_BUSY}, {"はずして", CUE_BUSY}, {"除き", CUE_BUSY}, {"除い", CUE_BUSY},
    {"除く", CUE_BUSY}, {"無理", CUE_BUSY}, {"むり", CUE_BUSY}, {"ダメ", CUE_BUSY},
    {"だめ", CUE_BUSY}, {"駄目", CUE_BUSY}, {"難し", CUE_BUSY}, {"むずかし", CUE_BUSY},
    {"厳し", CUE_BUSY}, {"きつい", CUE_BUSY}, {"苦しい", CUE_BUSY}, {"ふさが", CUE_BUSY},
    {"塞が", CUE_BUSY}, {"埋ま", CUE_BUSY}, {"休業", CUE_REST}, {"休館", CUE_REST},
    {"休診", CUE_REST}, {"休園", CUE_REST}, {"定休", CUE_REST}, {"休み", CUE_REST},
    {"休暇", CUE_BUSY}, {"連休", CUE_BUSY}, {"産休", CUE_BUSY}, {"育休", CUE_BUSY},
    {"年休", CUE_BUSY}, {"出張", CUE_BUSY}, {"外出", CUE_BUSY}, {"不在", CUE_BUSY},
    {"留守", CUE_BUSY}, {"入院", CUE_BUSY}, {"手術", CUE_BUSY}, {"帰省", CUE_BUSY},
    {"手一杯", CUE_BUSY}, {"手いっぱい", CUE_BUSY}, {"手が離せ", CUE_BUSY},
    {"手が空き", CUE_ABLE}, {"立て込", CUE_BUSY}, {"たてこ", CUE_BUSY},
    {"専従", CUE_BUSY}, {"多忙", CUE_BUSY}, {"繁忙", CUE_BUSY}, {"バタバタ", CUE_BUSY},
    {"ばたばた", CUE_BUSY}, {"先約", CUE_BUSY}, {"別件", CUE_BUSY},
    {"別の予定", CUE_BUSY}, {"予定が入", CUE_BUSY}, {"予定があ", CUE_BUSY},
    {"予定がござ", CUE_BUSY}, {"が入って", CUE_BUSY}, {"が入りまし", CUE_BUSY},
    {"が入っ", CUE_BUSY}, {"が重な", CUE_BUSY}, {"と重な", CUE_BUSY},
    {"に重な", CUE_BUSY}, {"と被", CUE_BUSY}, {"都合が悪", CUE_BUSY},
    {"都合がわる", CUE_BUSY}, {"都合悪", CUE_BUSY}, {"都合により欠", CUE_BUSY},
    {"動けな", CUE_BUSY}, {"出られる者", CUE_ABLE}, {"出られ", CUE_ABLE},
    {"できません", CUE_BUSY}, {"できかね", CUE_BUSY}, {"できず", CUE_BUSY},
    {"できない", CUE_BUSY}, {"できませんか", CUE_WISH}, {"できないでしょうか", CUE_WISH},
    {"できないか", CUE_WISH}, {"できますか", CUE_ABLE}, {"できます", CUE_ABLE},
    {"中止", CUE_BUSY}, {"取消", CUE_BUSY}, {"取り消", CUE_BUSY}, {"取りやめ", CUE_BUSY},
    {"キャンセル", CUE_BUSY}, {"見合わせ", CUE_BUSY}, {"見送", CUE_BUSY},
    {"延期", CUE_BUSY}, {"白紙", CUE_BUSY}, {"なしで", CUE_BUSY}, {"なしに", CUE_BUSY},
    {"時期尚早", CUE_BUSY}, {"辞退", CUE_BUSY}, {"NG", CUE_BUSY},
    {"unavailable", CUE_BUSY}, {"notavailable", CUE_BUSY}, {"doesnotwork", CUE_BUSY},
    {"doesn'twork", CUE_BUSY}, {"notwork", CUE_BUSY}, {"fullybooked", CUE_BUSY},
    {"cannot", CUE_BUSY}, {"can't", CUE_BUSY},
    /* moved */
    {"ずら", CUE_MOVE}, {"振り替え", CUE_MOVE}, {"振替", CUE_MOVE},
    {"繰り下げ", CUE_MOVE}, {"繰下げ", CUE_MOVE}, {"繰り上げ", CUE_MOVE},
    {"変更", CUE_MOVE}, {"リスケ", CUE_MOVE}, {"予定でした", CUE_DROPPED},
    {"予定しておりました", CUE_DROPPED}, {"予定していた", CUE_DROPPED},
    {"予定していまし", CUE_DROPPED}, {"予定だった", CUE_DROPPED},
    {"はずでした", CUE_DROPPED}, {"約束してお", CUE_DROPPED},
    {"約束していた", CUE_DROPPED}, {"約束でした", CUE_DROPPED},
    {"つもりでした", CUE_DROPPED},
    /* told of */
    {"期限", CUE_EVENT}, {"締切", CUE_EVENT}, {"締め切", CUE_EVENT}, {"必着", CUE_EVENT},
    {"提出", CUE_EVENT}, {"発送", CUE_EVENT}, {"納品", CUE_EVENT}, {"納期", CUE_EVENT},
    {"納入", CUE_EVENT}, {"届け出", CUE_EVENT}, {"届きます", CUE_EVENT},
    {"届く", CUE_EVENT}, {"返答", CUE_EVENT}, {"ご回答", CUE_EVENT},
    {"回答を", CUE_EVENT}, {"回答し", CUE_EVENT}, {"回答す", CUE_EVENT},
    {"返信", CUE_EVENT}, {"お返事", CUE_EVENT}, {"ご返事", CUE_EVENT},
    {"ご連絡", CUE_EVENT}, {"ご一報", CUE_EVENT}, {"へ一報", CUE_EVENT},
    {"報告", CUE_EVENT}, {"審査", CUE_EVENT}, {"監査", CUE_EVENT}, {"立入", CUE_EVENT},
    {"検査", CUE_EVENT}, {"棚卸", CUE_EVENT}, {"決算", CUE_EVENT}, {"申告", CUE_EVENT},
    {"更新", CUE_EVENT}, {"施行", CUE_EVENT}, {"発効", CUE_EVENT}, {"改正", CUE_EVENT},
    {"適用", CUE_EVENT}, {"満了", CUE_EVENT}, {"失効", CUE_EVENT}, {"切れ", CUE_EVENT},
    {"終了", CUE_EVENT}, {"終わり", CUE_EVENT}, {"終え", CUE_EVENT}, {"稼働", CUE_EVENT},
    {"開業", CUE_EVENT}, {"開店", CUE_EVENT}, {"開院", CUE_EVENT}, {"開始の", CUE_EVENT},
    {"オープン", CUE_EVENT}, {"移転", CUE_EVENT}, {"引越", CUE_EVENT},
    {"入社", CUE_EVENT}, {"退職", CUE_EVENT}, {"着任", CUE_EVENT}, {"赴任", CUE_EVENT},
    {"異動", CUE_EVENT}, {"交代", CUE_EVENT}, {"代わりま", CUE_EVENT},
    {"替わりま", CUE_EVENT}, {"帰国", CUE_BACK}, {"復帰", CUE_BACK}, {"戻りま", CUE_BACK},
    {"戻る", CUE_BACK}, {"再開", CUE_EVENT}, {"来られた", CUE_PAST},
    {"来られまし", CUE_PAST}, {"来られて", CUE_PAST}, {"掲載", CUE_EVENT},
    {"連載", CUE_EVENT}, {"改め", CUE_EVENT}, {"停止", CUE_EVENT}, {"削除", CUE_EVENT},
    {"公表", CUE_EVENT}, {"公開", CUE_EVENT}, {"発表", CUE_EVENT}, {"上程", CUE_EVENT},
    {"契約", CUE_EVENT}, {"支払", CUE_EVENT}, {"精算", CUE_EVENT}, {"振り込", CUE_EVENT},
    {"引き落と", CUE_EVENT}, {"発生", CUE_EVENT}, {"発覚", CUE_EVENT},
    {"ありました", CUE_PAST}, {"受領", CUE_EVENT}, {"来るから", CUE_EVENT},
    {"来ます", CUE_EVENT}, {"合ってい", CUE_EVENT}, {"合ってま", CUE_EVENT},
    {"曜ですよね", CUE_EVENT}, {"曜日ですよね", CUE_EVENT}, {"その前に", CUE_EVENT},
    {"それまで", CUE_EVENT}, {"までに", CUE_EVENT}, {"に間に合", CUE_EVENT},
    {"に向けて", CUE_EVENT}, {"deadline", CUE_EVENT}, {"submit", CUE_EVENT},
    {"audit", CUE_EVENT}, {"expire", CUE_EVENT}, {"集まれ", CUE_ABLE},
    {"集まりま", CUE_ABLE}, {"お話しでき", CUE_ABLE}, {"動け", CUE_ABLE},
    {"行け", CUE_ABLE}, {"お力", CUE_WISH}, {"空けさせ", CUE_SKIP}, {"入社員", CUE_SKIP},
    {"入社式", CUE_SKIP}, {"新入社", CUE_SKIP}, {"終了後", CUE_SKIP},
    {"終わった後", CUE_SKIP}, {"開店前", CUE_SKIP}, {"閉店後", CUE_SKIP},
    {"始業前", CUE_SKIP}, {"終業後", CUE_SKIP}, {"更新時", CUE_SKIP},
    {"使えなく", CUE_EVENT}, {"予定されて", CUE_SKIP}, {"お運びいただき、", CUE_PAST},
    {"お運びいただけ", CUE_ABLE}, {"監査していただ", CUE_WISH},
    {"監査をお願い", CUE_WISH}, {"監査してほ", CUE_WISH}, {"審査していただ", CUE_WISH},
    {"時間を取りました", CUE_WISH}, {"時間をとりました", CUE_WISH},
    {"時間をいただきました", CUE_PAST}, {"を組みました", CUE_WISH}, {"を設け", CUE_WISH},
    {"を催", CUE_WISH}, {"開催します", CUE_WISH}, {"開催いたします", CUE_WISH},
    {"を開きます", CUE_WISH}, {"を行います", CUE_WEAK}, {"をいたします", CUE_WEAK},
    {"を予定", CUE_WEAK}, {"でしたら", CUE_WISH}, {"ましたら", CUE_SKIP},
    {"だったら", CUE_SKIP}, {"ていた。", CUE_PAST}, {"ていたと", CUE_PAST},
    {"ていたの", CUE_PAST}, {"ていたが", CUE_PAST}, {"ていました", CUE_PAST},
    {"ていただけ", CUE_ABLE}, {"ていただきた", CUE_WISH}, {"していただ", CUE_WISH},
    {"固め", CUE_EVENT}, {"来てい", CUE_PAST}, {"来ていただ", CUE_ABLE},
    {"異動者", CUE_SKIP}, {"入れます", CUE_WISH}, {"たいということ", CUE_SKIP},
    {"たいとのこと", CUE_WISH}, {"予定されてい", CUE_SKIP}, {"OK", CUE_WISH},
    {"オッケー", CUE_WISH}, {"土日しか", CUE_BUSY}, {"海外です", CUE_BUSY},
    {"海外に", CUE_BUSY}, {"海外へ", CUE_BUSY}, {"忙し", CUE_BUSY}, {"お忙し", CUE_SKIP},
    {"suit", CUE_WISH}, {"closed", CUE_BUSY}, {"しておりません", CUE_PAST},
    {"していません", CUE_PAST}, {"満席", CUE_BUSY}, {"埋めて", CUE_BUSY},
    {"いっぱいです", CUE_BUSY}, {"一杯です", CUE_BUSY},
    /* past */
    {"ました", CUE_PAST}, {"でした", CUE_PAST}, {"した。", CUE_PAST},
    {"した\n", CUE_PAST}, {"したら", CUE_SKIP}, {"した後", CUE_SKIP},
    {"された", CUE_PAST}, {"されて", CUE_PAST}, {"だった", CUE_PAST},
    {"ところ、", CUE_PAST}, {"遭い", CUE_PAST}, {"遭っ", CUE_PAST}, {"辞め", CUE_PAST},
    {"を受け、", CUE_PAST}, {"助かりました", CUE_SKIP}, {"ありがとうござ", CUE_SKIP}, /* more of each */ {"以外なら", CUE_WISH}, {"以外でしたら", CUE_WISH}, {"以外はいつ", CUE_WISH}, {"いづでも", CUE_WISH}, {"いつだって", CUE_WISH}, {"聞ける", CUE_ABLE}, {"話せる", CUE_ABLE}, {"いませんか", CUE_WISH}, {"おりませんか", CUE_WISH}, {"おられませんか", CUE_WISH}, {"いらっしゃいませんか", CUE_WISH}, {"いらっしゃいますか", CUE_WISH}, {"おられますか", CUE_WISH}, {"知りたい", CUE_EVENT}, {"知っておきたい", CUE_EVENT}, {"返事", CUE_EVENT}, {"法事", CUE_BUSY}, {"法要", CUE_BUSY}, {"葬儀", CUE_BUSY}, {"告別式", CUE_BUSY}, {"結婚式", CUE_BUSY}, {"運動会", CUE_BUSY}, {"入学式", CUE_BUSY}, {"卒業式", CUE_BUSY}, {"通院", CUE_BUSY}, {"人間ドック", CUE_BUSY}, {"健康診断", CUE_BUSY}, {"歯医者", CUE_BUSY}, {"他県です", CUE_BUSY}, {"他県に", CUE_BUSY}, {"県外です", CUE_BUSY}, {"県外にお", CUE_BUSY}, {"遠方にお", CUE_BUSY}, {"定休日の", CUE_WEAK}, {"頼まれました", CUE_SKIP}, {"頼まれて", CUE_SKIP}, {"依頼され", CUE_SKIP}, {"受け入れ", CUE_EVENT}, {"に充て", CUE_WISH}, {"ております", CUE_SKIP}, {"休業明け", CUE_SKIP}, {"休暇明け", CUE_SKIP}, {"連休明け", CUE_SKIP}, {"休み明け", CUE_SKIP}, {"のお願いです", CUE_SKIP}, {"たいということで", CUE_SKIP}, {"始めたいということ", CUE_SKIP}, {"便を", CUE_EVENT}};

static const struct cue label_cues[] = {{"期限", CUE_EVENT}, {"締切", CUE_EVENT},
    {"締め切り", CUE_EVENT}, {"〆切", CUE_EVENT}, {"納期", CUE_EVENT},
    {"提出", CUE_EVENT}, {"発効", CUE_EVENT}, {"施行", CUE_EVENT}, {"更新", CUE_EVENT},
    {"発生", CUE_EVENT}, {"発覚", CUE_EVENT}, {"発行", CUE_EVENT}, {"作成", CUE_EVENT},
    {"契約", CUE_EVENT}, {"満了", CUE_EVENT}, {"回答", CUE_EVENT}, {"監査", CUE_EVENT},
    {"審査", CUE_EVENT}, {"検査", CUE_EVENT}, {"校了", CUE_EVENT}, {"精算", CUE_EVENT},
    {"帰国", CUE_BACK}, {"復帰", CUE_BACK}, {"return", CUE_BACK}, {"backon", CUE_BACK},
    {"支払", CUE_EVENT}, {"実施日", CUE_WEAK}, {"実施", CUE_WEAK},
    {"送信日時", CUE_EVENT}, {"受信日時", CUE_EVENT}, {"登録", CUE_EVENT},
    {"生年月日", CUE_EVENT}, {"設立", CUE_EVENT}, {"創業", CUE_EVENT},
    {"宿題", CUE_EVENT}, {"Date", CUE_EVENT}, {"Sent", CUE_EVENT},
    {"deadline", CUE_EVENT}, {"Deadline", CUE_EVENT}, {"due", CUE_EVENT},
    {"auditis", CUE_EVENT}, {"by", CUE_EVENT}, {"休業", CUE_BUSY}, {"休館", CUE_BUSY},
    {"休診", CUE_BUSY}, {"休み", CUE_BUSY}, {"休暇", CUE_BUSY}, {"不在", CUE_BUSY},
    {"出張", CUE_BUSY}, {"不可", CUE_BUSY}, {"NG", CUE_BUSY}, {"都合の悪", CUE_BUSY},
    {"避け", CUE_BUSY}, {"希望", CUE_WISH}, {"候補", CUE_WISH}, {"日程", CUE_WISH},
    {"日時", CUE_WISH}, {"時期", CUE_WISH}, {"次回", CUE_WISH}, {"回目", CUE_WISH},
    {"訪問日", CUE_WISH}, {"訪問", CUE_WEAK}, {"面談", CUE_WISH}, {"開催", CUE_WISH},
    {"都合", CUE_WISH}, {"予備", CUE_WISH}, {"振替", CUE_WISH}, {"可能日", CUE_WISH},
    {"空き", CUE_WISH}, {"初回", CUE_WISH}, {"打合せ", CUE_WISH},
    {"打ち合わせ", CUE_WISH}, {"Nextvisit", CUE_WISH}, {"記入", CUE_EVENT},
    {"報告書", CUE_EVENT}, {"返事", CUE_EVENT}, {"資料", CUE_EVENT}, {"見積", CUE_EVENT},
    {"連絡は", CUE_EVENT}};

/* The longest word at p decides. */
static enum cue_kind
find(const char *p, const struct cue *cues, size_t n, size_t *length)
{
	enum cue_kind kind = CUE_NONE;

	*length = 0;
	for (size_t i = 0; i < n; i++) {
		size_t k = cues[i].word[0] == p[0] ? str_prefix(p, cues[i].word) : 0;

		if (k > *length) {
			*length = k;
			kind = cues[i].kind;
		}
	}
	return kind;
}

enum cue_kind
cue_next(const char *p, size_t *length)
{
	return find(p, next_cues, ARRAY_LEN(next_cues), length);
}

enum cue_kind
cue_later(const char *p, size_t *length)
{
	return find(p, later_cues, ARRAY_LEN(later_cues), length);
}

enum cue_kind
cue_label(const char *p, size_t *length)
{
	return find(p, label_cues, ARRAY_LEN(label_cues), length);
}
