"""Words that do not identify a school alone: places, and plain words in the names of schools.

Both lists were written for this program from common knowledge. For England they have the counties,
the cities and larger towns, London's boroughs and best-known districts. They have no villages: a
school that is named after one is found by that name alone.
"""

from typing import Final

from cpconf.core.disclosure.plain_letters import plain_words

PLACES: Final = frozenset(
    plain_words("""
    abbey abingdon accrington acton aldershot alnwick altrincham andover arundel ascot ashford
    aylesbury bacup bakewell banbury barking barnet barnsley barrow basildon basingstoke bath
    batley battersea beccles beckenham bedford bedfordshire belper berkhamsted berkshire berwick
    beverley bexhill bexley bicester bideford billericay birkenhead birmingham blackburn blackpool
    blyth bodmin bognor bolton bootle boston bournemouth bracknell bradford braintree brent
    brentford brentwood bridgwater bridlington brighouse brighton bristol brixham brixton bromley
    bromsgrove buckingham buckinghamshire bude burgess burnley burton bury buxton camberley
    camberwell camborne cambridge cambridgeshire camden cannock canterbury carlisle castleford
    caterham chatham cheam cheddar chelmsford chelsea cheltenham cheshire chester chesterfield
    chichester chippenham chipping chorley christchurch cirencester clacton cleethorpes colchester
    consett corby cornwall coventry crawley crewe cromer croydon cumberland cumbria dagenham
    darlington dartford darwen deal deptford derby derbyshire devizes devon dewsbury doncaster
    dorchester dorking dorset dover droitwich dudley dulwich durham ealing eastbourne eastleigh
    eastmere ely enfield epping epsom essex eton evesham exeter exmouth falmouth fareham
    farnborough farnham felixstowe fleet folkestone formby frome fulham gainsborough gateshead
    gillingham glastonbury glossop gloucester gloucestershire godalming goole gosport grantham
    gravesend grays greenwich grimsby guildford hackney halesowen halifax hammersmith hampshire
    hampstead haringey harlow harpenden harrogate harrow hartlepool harwich haslemere hastings
    hatfield havant haverhill havering hemel hendon henley hereford herefordshire hertford
    hertfordshire hexham hillingdon hinckley hitchin holborn hornchurch horsham hounslow hove
    huddersfield hull huntingdon hyde ilford ilfracombe ilkeston ilkley ipswich isleworth islington
    keighley kendal kenilworth kensington kent keswick kettering kidderminster kingston kirkby
    knutsford lambeth lancashire lancaster launceston leamington leatherhead leeds leicester
    leicestershire leigh leighton letchworth lewes lewisham leyland lichfield lincoln lincolnshire
    littlehampton liverpool london loughborough loughton louth lowestoft ludlow luton macclesfield
    maidenhead maidstone maldon malton malvern manchester mansfield margate marlborough marlow
    matlock melksham merseyside merton middlesbrough middlesex middleton minehead mitcham morden
    morecambe morley morpeth nantwich nelson newark newbury newcastle newham newmarket newport
    newquay newton norfolk northallerton northampton northamptonshire northumberland norwich
    nottingham nottinghamshire nuneaton oakham oldham ormskirk orpington oswestry otley oxford
    oxfordshire padstow paignton peckham penrith penzance peterborough petersfield pinner plymouth
    pontefract poole portishead portsmouth preston putney ramsgate rawtenstall rayleigh reading
    redcar redditch redhill redruth reigate retford richmond ripley ripon rochdale rochester
    romford romsey rotherham royston rugby runcorn rutland ryde ryedale saffron salford salisbury
    sandbach sandwell scarborough scunthorpe selby sevenoaks sheffield shipley shrewsbury
    shropshire sittingbourne skegness skipton slough solihull somerset southall southampton
    southend southport southwark spalding stafford staffordshire staines stalybridge stamford
    stevenage stockport stockton stourbridge stowmarket stratford streatham stroud sudbury suffolk
    sunderland surbiton surrey sussex sutton swaffham swanage swindon swinton tamworth taunton
    tavistock telford tewkesbury thanet thatcham thetford thirsk tilbury tiverton tonbridge tooting
    torquay totnes tottenham towcester trafford trowbridge truro twickenham uckfield ulverston
    uxbridge wakefield wallasey wallingford wallington walsall waltham wandsworth wantage ware
    wareham warminster warrington warwick warwickshire watford wellingborough wellington wells
    welwyn wembley westmere westminster weston weybridge weymouth whitby whitehaven whitstable
    widnes wigan wilmslow wiltshire wimbledon winchester windermere windsor winsford wirral wisbech
    witham witney woking wokingham wolverhampton woodbridge woodford woolwich worcester
    worcestershire workington worksop worthing yarm yarmouth yeovil york yorkshire
    """)
)
"""Names of places. Westmere and Eastmere are the places of this program's examples."""

PLAIN: Final = frozenset(
    plain_words("""
    abbey academy ace achieve acorn acorns action active alder all alpha apple arch arena ark arts
    ascend ash aspen aspire avenue bank banks barn bay beach beacon beech bell benefit best birch
    bishop bishops blossom blue border bourne bridge bridges bright britannia broad brook brooks
    brookside building burn camp canal canon care carr castle cathedral cedar cedars central centre
    century chance change chapel charter chase chestnut children choice christ church city civic
    cliff close coast college common community compass concord connect copse core corner corners
    corpus cottage country county court cove creative crescent crest cross crown dale dales dawn
    day dean deanery dell destiny diamond discovery district dolphin dove down downs dream drive
    eagle early east elite elm elms embrace emmanuel endeavour engage enterprise equity estate ever
    evergreen excel excellence explore fair fairway faith falcon family farm fellowship fern field
    fields firs first flag focus ford forest forge forum foundation fountain fox free friars
    friends furze future futures gap garden gardens gate gateway generation genesis gift glade
    glebe glen globe gold golden good gorse grace grammar grange great green greenway grove growth
    guild hall hamlet harbour harmony harvest haven hawk hawthorn hay hazel head health heart
    hearts heath heights heritage hero heron high highfield highfields hill hills hillside hive
    holly holt home hope horizon horizons horse house hub hurst imagine impact independence
    independent infant inspiration inspire institute international iris island ivy jubilee junction
    junior justice kestrel key kindred king kingdom kings kite knowledge lady lake lakes lakeside
    land lane larch lark laurel laurels lawn lawns lea lead leap learning legacy liberty life light
    lighthouse lily lime limes link links little lodge long lord lords low lower magnet magnolia
    main manor maple marine maritime market marsh martin martyrs mayflower mead meadow meadows
    memorial middle mile milestone mill millennium minster mission monument moor moorside moss
    mount mountain nativity nature neighbourhood nest network new nexus noble north oak oakfield
    oaks oakwood oasis ocean old olive one open opportunity orchard orchards orchid oriel osprey
    oval owl palace parade paradise parish park parklands parks parkside parkway path pathway
    pathways peace peak pear phoenix pier pilgrim pine pines pioneer plane pond poplar poplars
    poppy port portal post prince princes princess priory progress promise prospect quarry queen
    queens quest rainbow ranger reach redeemer redwood reef regency regent renaissance resource
    ridge rise rising river rivers riverside road robin rock rocket roman rose roses rowan rowans
    royal ruby sacred saint saints salem sapphire saxon school science sea seaside seven shaw
    shepherd shine shore silver skills sky skylark south special spinney spire spires spring
    springs squirrel star stars state station stone stones stour strand stream street studio
    success summit sun sunrise sunshine swallow swan swift sycamore synergy technical technology
    temple thorn thrive times top torch tower towers town trail tree trees trent trinity triumph
    trust unity university upper urban vale valley valour values venture venus vic victory view
    villa village vine vision vista voyage wall walnut water watermill waters waterside way wells
    west whitehall wick wild willow willows wind windmill wings winter wish wold wood woodland
    woodlands woods woodside world wren yard yew young
    """)
) | frozenset(
    plain_words("""
    aaron abigail adam aidan alban albert alexander alfred alice amelia andrew anna anne anselm
    anthony arthur augustine barnabas bartholomew bede benedict bernadette bernard botolph brendan
    bridget catherine cecilia charles charlotte christopher clare clement columba cuthbert cyril
    daniel david dominic dunstan edith edmund edward elizabeth emma francis gabriel george gerard
    giles gregory harold harry helen henry hilda hugh ignatius jack james jane jerome joan john
    joseph jude julian kate katherine kevin laurence lawrence leo leonard louis louise lucy luke
    margaret maria mark martha martin mary matthew maud michael monica nicholas nicola olivia
    osmund oswald patrick paul peter philip phillip raphael richard robert ruth sarah simon sophia
    stephen swithun teresa theresa thomas timothy ursula victoria vincent wilfred wilfrid william
    winifred
    """)
)
"""Words in names of schools: trees, birds, buildings, landscapes, virtues, saints, kings."""

_SHORTEST: Final = 4


def is_common(word: str) -> bool:
    """Tell whether a word is a place or a plain word, with or without an `s`, or too short.

    >>> is_common("oxford"), is_common("king's"), is_common("hogwickle")
    (True, True, False)
    """
    bare = word.replace("'", "")
    return len(bare) < _SHORTEST or any(
        one in PLACES or one in PLAIN for one in (bare, bare.removesuffix("s"))
    )
