/* nickname: English short forms of given names: tom = thomas, bert = albert, herbert, robert …
 *
 * They share too few letters for any measure of likeness (bill, william), and registers mix them with the full
 * forms freely.  A short form stands for each of its full forms, so two short forms of one name meet too (ned,
 * ted).  The list is of common knowledge; the histories of such forms are told in Withycombe, The Oxford Dictionary of
 * English Christian Names, 3rd edition 1977. */
#include "linkage/name.h"
#include <string.h>

typedef struct Nickname {
    const char *brief, *full; /* full forms with blanks between */
} Nickname;

/* By the bytes of brief, for the binary search. */
/* clang-format off */
static const Nickname nicknames[] = {
    {"abbey", "abigail"}, {"abbie", "abigail"}, {"abby", "abigail"}, {"abe", "abraham"}, {"abram", "abraham"},
    {"addie", "adelaide adeline"}, {"aggie", "agnes"}, {"al", "alan albert alexander alfred"}, {"albie", "albert"},
    {"alec", "alexander"}, {"alex", "alexander alexandra"}, {"alf", "alfred"}, {"alfie", "alfred"}, {"ali", "alison"},
    {"alick", "alexander"}, {"allie", "alice alison"}, {"ally", "alice alison"}, {"amy", "amelia"},
    {"andy", "andrew"}, {"angie", "angela"}, {"ann", "anna anne"}, {"anna", "ann anne"}, {"anne", "ann anna"},
    {"annie", "ann anna anne"}, {"ant", "anthony"}, {"archie", "archibald"}, {"archy", "archibald"},
    {"art", "arthur"}, {"artie", "arthur"}, {"arty", "arthur"}, {"babs", "barbara"}, {"baldie", "archibald"},
    {"barb", "barbara"}, {"barbie", "barbara"}, {"barney", "barnabas bernard"}, {"bart", "bartholomew"},
    {"bat", "bartholomew"}, {"bea", "beatrice"}, {"becca", "rebecca"}, {"becky", "rebecca"},
    {"bella", "arabella isabella isabel"}, {"belle", "arabella isabella isabel"}, {"ben", "benjamin"},
    {"benji", "benjamin"}, {"benny", "benjamin"}, {"bernie", "bernard"},
    {"bert", "albert bertram cuthbert gilbert herbert hubert robert rupert"},
    {"bertie", "albert bertram bertha herbert"}, {"bess", "elizabeth"}, {"bessie", "elizabeth"},
    {"beth", "elizabeth"}, {"betsy", "elizabeth"}, {"betty", "elizabeth"}, {"biddy", "bridget"}, {"bill", "william"},
    {"billie", "william"}, {"billy", "william"}, {"bob", "robert"}, {"bobbie", "robert roberta"}, {"bobby", "robert"},
    {"bridie", "bridget"}, {"caro", "caroline"}, {"carrie", "caroline"}, {"cass", "cassandra"},
    {"cassie", "cassandra"}, {"cat", "catherine katherine"}, {"catherine", "katherine"}, {"cathie", "catherine"},
    {"cathy", "catherine katherine"}, {"celia", "cecilia"}, {"charley", "charles"}, {"charlie", "charles charlotte"},
    {"chas", "charles"}, {"chaz", "charles"}, {"chris", "christian christina christine christopher"},
    {"chrissie", "christina christine"}, {"chuck", "charles"}, {"cilla", "priscilla"}, {"cindy", "cynthia"},
    {"cissy", "cecilia"}, {"clarrie", "clarence"}, {"clem", "clement"}, {"cliff", "clifford"}, {"colin", "nicholas"},
    {"con", "cornelius"}, {"connie", "constance"}, {"cuddy", "cuthbert"}, {"daisy", "margaret"}, {"dan", "daniel"},
    {"dani", "danielle"}, {"danny", "daniel"}, {"dave", "david"}, {"davie", "david"}, {"davy", "david"},
    {"deb", "deborah"}, {"debbie", "deborah"}, {"debra", "deborah"}, {"del", "derek"}, {"den", "dennis"},
    {"denny", "dennis"}, {"di", "diana"}, {"dick", "richard"}, {"dickie", "richard"}, {"dicky", "richard"},
    {"dolly", "dorothy"}, {"dom", "dominic"}, {"don", "donald"}, {"donnie", "donald"}, {"dora", "dorothy theodora"},
    {"dorothea", "dorothy"}, {"dot", "dorothy"}, {"dottie", "dorothy"}, {"doug", "douglas"}, {"dougie", "douglas"},
    {"drew", "andrew"}, {"dunc", "duncan"}, {"eben", "ebenezer"}, {"eck", "alexander"},
    {"ed", "edgar edmund edward edwin"}, {"eddie", "edgar edmund edward edwin"}, {"eddy", "edward"},
    {"edie", "edith"}, {"edmond", "edmund"}, {"edw", "edward"}, {"elinor", "eleanor"}, {"elisabeth", "elizabeth"},
    {"eliza", "elizabeth"}, {"ella", "eleanor"}, {"ellen", "helen"}, {"ellie", "eleanor"}, {"elsie", "elizabeth"},
    {"elspeth", "elizabeth"}, {"em", "emily emma"}, {"emmie", "emily emma"}, {"ernie", "ernest"}, {"essie", "esther"},
    {"etta", "henrietta"}, {"evan", "john"}, {"eve", "evelyn"}, {"evie", "evelyn"}, {"fanny", "frances"},
    {"flo", "florence"}, {"florrie", "florence"}, {"flossie", "florence"}, {"fran", "frances francis"},
    {"francie", "frances"}, {"frank", "francis franklin"}, {"frankie", "francis"}, {"frannie", "frances"},
    {"fred", "alfred frederick wilfred"}, {"freda", "winifred"}, {"freddie", "alfred frederick"},
    {"freddy", "frederick"}, {"frederic", "frederick"}, {"fredric", "frederick"}, {"gabby", "gabrielle"},
    {"gabe", "gabriel"}, {"gail", "abigail"}, {"ged", "gerald gerard"}, {"gene", "eugene"}, {"geo", "george"},
    {"geoff", "geoffrey jeffrey"}, {"georgia", "georgina"}, {"georgiana", "georgina"}, {"georgie", "george georgina"},
    {"gerry", "gerald gerard"}, {"gertie", "gertrude"}, {"gib", "gilbert"}, {"gil", "gilbert"}, {"gina", "georgina"},
    {"ginny", "virginia"}, {"gracie", "grace"}, {"gray", "graham"}, {"greg", "gregory"}, {"greta", "margaret"},
    {"gus", "augustus"}, {"gussie", "augusta"}, {"gwen", "gwendoline"}, {"hal", "harold henry"}, {"hank", "henry"},
    {"harrie", "harriet"}, {"harry", "harold harrison henry"}, {"hattie", "harriet"}, {"helena", "helen"},
    {"hen", "henry"}, {"herb", "herbert"}, {"hester", "esther"}, {"hettie", "esther henrietta"},
    {"hetty", "henrietta"}, {"hildie", "hilda"}, {"hodge", "roger"}, {"horry", "horace horatio"}, {"hugh", "hubert"},
    {"hughie", "hugh"}, {"hugo", "hugh"}, {"humph", "humphrey"}, {"ian", "john"}, {"iggy", "ignatius"},
    {"ike", "isaac"}, {"isabel", "elizabeth isabella"}, {"isobel", "isabella isabel"}, {"izzy", "isabella isabel"},
    {"jack", "john"}, {"jackie", "jacqueline john"}, {"jacqui", "jacqueline"}, {"jake", "jacob"}, {"jamie", "james"},
    {"jan", "janet"}, {"janey", "jane"}, {"jas", "james"}, {"jay", "jason"}, {"jean", "jane"}, {"jeanie", "jean"},
    {"jeannie", "jean"}, {"jeff", "geoffrey jeffrey"}, {"jeffrey", "geoffrey"}, {"jem", "james jeremiah"},
    {"jen", "jennifer"}, {"jenni", "jennifer"}, {"jenny", "jane janet jennifer"},
    {"jerry", "gerald jeremiah jeremy jerome"}, {"jess", "jessica jessie"}, {"jessie", "janet jessica"},
    {"jez", "jeremy"}, {"jim", "james"}, {"jimmie", "james"}, {"jimmy", "james"}, {"jno", "john"},
    {"jo", "joanna josephine"}, {"joanie", "joan"}, {"joanne", "joanna"}, {"jock", "john"}, {"joe", "joseph"},
    {"joey", "joseph"}, {"johnnie", "john"}, {"johnny", "john"}, {"jon", "jonathan"}, {"jonny", "jonathan"},
    {"jonty", "jonathan"}, {"jos", "joseph"}, {"josh", "joshua"}, {"josie", "josephine"}, {"joy", "joyce"},
    {"judy", "judith"}, {"julie", "julia juliana"}, {"kate", "catherine katherine kathleen"}, {"kath", "kathleen"},
    {"katherine", "catherine"}, {"kathleen", "catherine katherine"}, {"kathy", "catherine katherine kathleen"},
    {"katie", "catherine katherine"}, {"ken", "kenneth"}, {"kenny", "kenneth"}, {"kester", "christopher"},
    {"kit", "christopher"}, {"kitty", "catherine katherine"}, {"larry", "laurence lawrence"},
    {"laurence", "lawrence"}, {"laurie", "laurence lawrence"}, {"lawrence", "laurence"}, {"lawrie", "lawrence"},
    {"len", "leonard"}, {"lena", "magdalene"}, {"lenny", "leonard"}, {"leo", "leonard leopold"}, {"les", "leslie"},
    {"lettie", "letitia"}, {"lew", "lewis"}, {"lewis", "louis"}, {"lexi", "alexandra"}, {"liam", "william"},
    {"libby", "elizabeth"}, {"lil", "lillian lilian"}, {"lily", "lillian lilian"}, {"lina", "caroline"},
    {"lisa", "elizabeth"}, {"liv", "olivia"}, {"livvy", "olivia"}, {"liz", "elizabeth"}, {"lizzie", "elizabeth"},
    {"lizzy", "elizabeth"}, {"lotte", "charlotte"}, {"lottie", "charlotte"}, {"lou", "lewis louis louisa louise"},
    {"louie", "louis louisa"}, {"louis", "lewis"}, {"lu", "lucy"}, {"lucas", "luke"}, {"luce", "lucy"},
    {"lucinda", "lucy"}, {"lys", "ulysses"}, {"maddie", "madeleine madeline madison"}, {"madge", "margaret marjorie"},
    {"maggie", "margaret"}, {"mags", "margaret"}, {"maisie", "margaret"}, {"mal", "malcolm"}, {"mamie", "mary"},
    {"mandy", "amanda miranda"}, {"marc", "marcus mark"}, {"marcus", "mark"}, {"marge", "margaret marjorie"},
    {"margie", "margaret marjorie"}, {"marion", "marian"}, {"mark", "marcus"}, {"marty", "martin"}, {"mary", "maria"},
    {"mat", "matthew"}, {"matt", "matthew"}, {"mattie", "martha matilda"}, {"maud", "matilda"},
    {"max", "maximilian maxwell"}, {"may", "margaret mary"}, {"meg", "margaret"}, {"meggie", "margaret"},
    {"mel", "melanie melissa"}, {"mia", "amelia"}, {"mick", "michael"}, {"mickey", "michael"}, {"micky", "michael"},
    {"mike", "michael"}, {"mikey", "michael"}, {"millie", "amelia emily mildred millicent"}, {"mima", "jemima"},
    {"mina", "wilhelmina"}, {"minnie", "mary wilhelmina"}, {"moe", "maurice"}, {"mollie", "mary"}, {"molly", "mary"},
    {"monty", "montague montgomery"}, {"morris", "maurice"}, {"nan", "ann anne hannah nancy"},
    {"nancy", "agnes ann anne"}, {"nanny", "ann"}, {"nat", "natalie nathan nathaniel"}, {"nate", "nathan nathaniel"},
    {"nathan", "nathaniel"}, {"ned", "edmund edward"}, {"neil", "cornelius"}, {"nell", "eleanor ellen helen"},
    {"nellie", "eleanor ellen helen"}, {"nelly", "ellen helen"}, {"nessie", "agnes"}, {"nettie", "janet"},
    {"nic", "nicholas"}, {"nick", "dominic nicholas"}, {"nicky", "nicholas nicola"}, {"noll", "oliver"},
    {"nora", "eleanor"}, {"norm", "norman"}, {"ollie", "oliver"}, {"ossie", "oscar oswald"}, {"oz", "oswald"},
    {"paddy", "patrick"}, {"pam", "pamela"}, {"pat", "patience patricia patrick"}, {"patsy", "patricia"},
    {"patty", "martha patricia"}, {"paulie", "paul"}, {"peg", "margaret"}, {"peggy", "margaret"},
    {"penny", "penelope"}, {"percy", "percival"}, {"pete", "peter"}, {"phil", "philip"}, {"phillip", "philip"},
    {"phin", "phineas"}, {"pip", "philip philippa"}, {"pippa", "philippa"}, {"polly", "mary pauline"},
    {"prue", "prudence"}, {"rab", "robert"}, {"rae", "rachel"}, {"rafe", "ralph"}, {"randy", "randolph"},
    {"ray", "raymond"}, {"reg", "reginald"}, {"reggie", "reginald"}, {"rex", "reginald"}, {"riah", "uriah"},
    {"rich", "richard"}, {"richie", "richard"}, {"rick", "patrick richard"}, {"ricky", "richard"},
    {"rita", "margaret"}, {"rob", "robert"}, {"robbie", "robert"}, {"robin", "robert"}, {"rod", "roderick rodney"},
    {"roddy", "roderick"}, {"rodge", "roger"}, {"rolf", "rudolph"}, {"roly", "roland"}, {"ron", "ronald"},
    {"ronnie", "ronald veronica"}, {"rosa", "rosamund"}, {"rose", "rosemary roseanna"}, {"rosie", "rosemary rose"},
    {"rowland", "roland"}, {"roz", "rosamund"}, {"rube", "reuben"}, {"rudy", "rudolph"}, {"russ", "russell"},
    {"ruthie", "ruth"}, {"sadie", "sarah"}, {"sal", "sarah"}, {"sally", "sarah"}, {"sam", "samantha samson samuel"},
    {"sammy", "samuel"}, {"sander", "alexander"}, {"sandra", "alexandra cassandra"}, {"sandy", "alexander alexandra"},
    {"sara", "sarah"}, {"sean", "john"}, {"seb", "sebastian"}, {"shug", "hugh"}, {"si", "silas simon"},
    {"sid", "sidney"}, {"sim", "simon"}, {"sol", "solomon"}, {"sophia", "sophie"}, {"sophie", "sophia"},
    {"stacey", "eustace"}, {"stan", "stanley"}, {"ste", "stephen"}, {"steph", "stephanie"}, {"steve", "stephen"},
    {"steven", "stephen"}, {"stevie", "stephen"}, {"sue", "susan susannah"}, {"sukey", "susan susannah"},
    {"sukie", "susannah"}, {"susanna", "susan susannah"}, {"susie", "susan susannah"}, {"syd", "sydney"},
    {"syl", "silvester sylvester"}, {"tabby", "tabitha"}, {"tam", "thomas"}, {"tamsin", "thomasina"},
    {"ted", "edmund edward theodore"}, {"teddy", "edward theodore"}, {"terry", "terence teresa theresa"},
    {"tess", "teresa theresa"}, {"tessa", "theresa"}, {"theo", "theodora theodore theophilus"}, {"theresa", "teresa"},
    {"thos", "thomas"}, {"tibby", "isabella isabel"}, {"tilda", "matilda"}, {"tilly", "matilda"}, {"tim", "timothy"},
    {"timmy", "timothy"}, {"tina", "christina christine"}, {"toby", "tobias"}, {"tom", "thomas"},
    {"tommie", "thomas"}, {"tommy", "thomas"}, {"toni", "antoinette"}, {"tony", "anthony"}, {"topher", "christopher"},
    {"tori", "victoria"}, {"tricia", "patricia"}, {"trish", "patricia"}, {"trixie", "beatrice"},
    {"trudy", "gertrude"}, {"val", "valentine valerie"}, {"vera", "veronica"}, {"vi", "violet"}, {"vic", "victor"},
    {"vickie", "victoria"}, {"vicky", "victoria"}, {"vin", "vincent"}, {"vince", "vincent"}, {"viv", "vivian"},
    {"wally", "walter"}, {"walt", "walter"}, {"wat", "walter"}, {"wilf", "wilfred"}, {"will", "william"},
    {"willie", "william"}, {"wills", "william"}, {"willy", "william"}, {"winnie", "winifred"}, {"wm", "william"},
    {"xander", "alexander"}, {"zac", "isaac zachariah zachary"}, {"zach", "zachariah zachary"}, {"zack", "zachary"},
    {"zeke", "ezekiel"},
};
/* clang-format on */

/* The full forms of a name: its row's, and itself. */
static Str full_forms(Str name)
{
    ptrdiff_t from = 0, count = COUNTOF(nicknames);
    while (count > 0) {
        ptrdiff_t half = count / 2;
        int order = str_cmp(str_from(nicknames[from + half].brief), name);
        if (order == 0)
            return str_from(nicknames[from + half].full);
        from += order < 0 ? half + 1 : 0;
        count = order < 0 ? count - half - 1 : half;
    }
    return (Str){0};
}

static uint32_t bit_of(Str name)
{
    return UINT32_C(1) << (str_hash(name) >> 32 & 31);
}

uint32_t nickname_bits(Str name)
{
    uint32_t bits = bit_of(name);
    for (Str full = full_forms(name); full.len > 0;) {
        StrCut cut = str_cut(full, ' ');
        bits |= bit_of(cut.head);
        full = cut.tail;
    }
    return bits;
}

static bool has(Str forms, Str name)
{
    while (forms.len > 0) {
        StrCut cut = str_cut(forms, ' ');
        if (str_eq(cut.head, name))
            return true;
        forms = cut.tail;
    }
    return false;
}

bool nickname_same(Str a, Str b)
{
    Str full_a = full_forms(a), full_b = full_forms(b);
    if (has(full_a, b) || has(full_b, a))
        return true;
    while (full_a.len > 0) {
        StrCut cut = str_cut(full_a, ' ');
        if (has(full_b, cut.head))
            return true;
        full_a = cut.tail;
    }
    return false;
}
