"""Common given names of people in Britain, of whatever origin.

Without those that are as often a place, a month, a shop or a word: Will, Mark, Grace, Hope, April,
Victoria, Chelsea, Jordan, Georgia, Angel, Stanley, Christian, Major, Prince.
"""

from records.texts.word_list import word_list

GIVEN_NAMES = word_list(
    """
    aaliyah aaron abbas abby abdi abdirahman abdul abdullah abdullahi abigail abraham abu adam
    adama adebayo adeola adil aditya adrian afia agnes ahmad ahmed aidan aiden aisha aishah
    akeem akira alan alana albert alejandro alex alexander alexandra alexandru alfie ali alice
    alicia alina alisha alison allan alma amadou amanda amara amber amelia amina aminah amir
    amit amy ana ananya anastasia andre andrea andreea andrei andrew angela anil anisa anita ann
    anna anne annie anthony antonio anwar aoife archie arif arjun arthur arturo asha asif asim
    ashley ashok astrid ava ayaan ayesha ayo ayodele babatunde babajide barbara barry beatrice
    ben benjamin bernard beth bethany bilal bobby bogdan bradley brandon brenda brian bridget
    bukola caitlin callum calvin cameron carl carla carlos carmen carol caroline catherine cathy
    cecilia charles charlie charlotte cheryl chidi chiara chinedu chloe chris christine
    christopher chukwuemeka ciara claire clare clive colin conor connor courtney craig cristian
    curtis cyril daisy dalia dan daniel daniela danielle danny darren dave david dawn dean
    deborah declan deepak delroy demetrius denise dennis derek desmond devon dewayne diana diego
    dilip dimitri dion dmitri dominic dominik donald donna dorothy douglas duncan dwayne dylan
    ebony eddie edgar edmund edward efua eileen elaine eleanor elena eli elias elijah elise ella
    ellen ellie elliot ellis eloise elsie emeka emily emma emmanuel emre enoch eric erica ernest
    esme esther ethan eva evan eve evelyn ewa ezekiel fabio faith farah fatima fatou fatoumata
    felicity felix fernando fiona florin frances francesca francis francisco frank fred freddie
    frederick freya gabriel gabriela gareth garfield gary gavin gemma geoff geoffrey george
    gerald gerard gheorghe gideon gillian giovanni glenn gloria gordon graham grzegorz gurpreet
    habib hakeem halima hamid hamza hana hanna hannah harjit harold harpreet harriet harris
    harry harvey hasan hassan hayley hazel heather hector helen henry herbert hilary holly
    howard hugh hugo husain hussain hussein ian ibrahim idris ifeoma imani imran ines ingrid
    ioana ion irene iris isaac isabel isabella isabelle isaiah isha isla ismail ivan ivana jack
    jackie jacob jacqueline jade jagdeep jake jakub jamal james jamie jamila jan jane janet
    janice jared jasmin jasmine jason jasper javier jay jayden jean jeff jeffrey jenna jennifer
    jenny jeremy jermaine jerome jesse jessica jill jim jimmy joan joanna joanne joao jodie joe
    joel johan johanna john johnny jon jonah jonas jonathan jose joseph josephine josh joshua
    joyce juan judith judy julia julian julie juliet justin kabir kacper kadija kai kaleb kamal
    kamil karen karim karl karolina kashif kasim kate katherine kathleen kathryn katie katrina
    kaya kayla kayleigh keiran keisha keith kelechi kelly kelvin ken kenneth kerry kevin khadija
    khadijah khaled khalid kiara kieran kim kimberley kirsty kofi kojo krishna kristina
    krzysztof kunle kwabena kwadwo kwame kwesi kyle kylie lamar lamin lance lara larissa latoya
    laura lauren laurence lawrence layla leah leanne leighton lena leo leon leonard leroy leslie
    lewis leyla liam lidia lily linda lindsay lisa liz lloyd logan lola lorraine louis louisa
    louise luca lucas lucia lucy luis lukas lukasz luke lydia lynn lynne maciej madeleine
    madison mahmoud mahmud malcolm malik manuel marc marcel marcin marco marcus margaret maria
    mariam marian marie marina mario marius marlon marta martha martin martyn marvin mary maryam
    mateusz mathew matteo matthew maureen maurice max maya megan mehmet mel melanie melissa
    mercy mia michael michaela michal michelle miguel mihai mike mila miles millie milo miriam
    mo moctar mohamed mohammad mohammed mohamud mohsin moira molly monica morgan moses muhammad
    muhammed mustafa musa nabil nadia nadine naomi nasir nasra natalia natalie natasha nathan
    nathaniel neha neil nelson ngozi niall nicholas nick nicola nicolae nicole nigel nikhil
    nikita nina noah noel nora norman nuno obinna olga oliver olivia oluwaseun olumide omar
    omari orla oscar osman otis owen pablo paige pamela patricia patrick patryk paul paula
    pauline pawel pedro penelope percy peter phil philip philippa phillip phoebe phyllis piotr
    polly prakash precious priya quentin rachel rafael rahim rahul raj rajesh ralph ramon
    randall rania raquel rashid ravi raymond razia rebecca reece reggie regina reginald renee
    rhiannon rhys ricardo richard rick ricky rita robert roberto robin rodney roger rohan roland
    ronald ronnie rory rosemary rosie ross roxanne roy ruby rukhsana rupert russell ruth ryan
    sabrina sadia saeed safia sagal sahra saleh salim sally salma sam samantha samir samira
    samson samuel sana sandeep sandra sania sanjay sara sarah saskia sayed scott sean sebastian
    segun selena serena sergio seth shabana shahid shamima shane shanice shanika shannon sharif
    sharon shaun shauna shazia sheila shelley shirley shreya sidra simon simona simone sofia
    sohail solomon sonia sophia sophie stacey stefan stella stephanie stephen steve steven
    stewart stuart sue suleiman sunil sunita suresh susan susanna suzanne svetlana sylvia szymon
    tahir talia tamara tamika tanisha tanya tara tariq taylor temitope terence teresa terry
    thandi theo theresa thierno thomas tiago tiffany tim timothy tina tobias toby todd tom
    tomasz tommy toni tony tracey tracy tremaine trevor tristan tunde tyler tyrell tyrese tyrone
    uche umar umair usman valentina valerie vanessa vera veronica vicky victor vijay vikram
    vincent vivian vladimir walter wanda warren wayne wendy wesley wilfred william winston
    wojciech xavier yaa yasin yasmin yasmine yaw yosef youssef yousuf yuri yusuf yvonne zac zach
    zachary zahra zain zainab zak zara zeinab zoe zofia zubair zuzanna
    """
)
