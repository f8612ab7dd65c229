"""Spanish wordings of everyday meanings, without accents. `a/b` is a choice, `?a` may be left out, `;` parts the wordings."""

PHRASES: dict[str, str] = {
    "ask_you": "estas bien/mal/ahi/enfermo/enferma/cansado/cansada/triste/contento/contenta; has comido/dormido/ido/visto/tomado; te gusta/gustan",
    "pain": """
        duele/duelen/duela/dolio/dule/doler/doliendo/dolia; dolor/dolores/dolorido/dolorida; ay/ayy/auch; calambre/calambres; escuece/arde/pincha; molestia/molestias;
        migrana/jaqueca; me duele aqui""",
    "sick": "me siento/encuentro/sentia ?muy/fatal/regular mal/enfermo/enferma/fatal; estoy ?muy mal/enfermo/enferma/malo/mala/fatal/pachucho; enfermo/enferma; no me encuentro/siento ?muy bien; malestar",
    "dizzy": "mareo/mareos/mareado/mareada/mareando; me da vueltas; todo da vueltas; vertigo/vertigos",
    "nausea": "nauseas/nausea/arcadas; ganas de vomitar/devolver; voy a vomitar/devolver; revuelto; asco en el estomago",
    "vomit": "vomite/vomitado/vomitando/vomito/devuelto/devolvi; he vomitado/devuelto",
    "fever": "fiebre/calentura/escalofrios; temperatura",
    "cough": "tos/toso/tosiendo/toser",
    "itchy": "pica/pican/picor/picazon/comezon/sarpullido",
    "weak": "debil/debilidad; sin fuerza/fuerzas/energia; flojo/floja",
    "cold_illness": "resfriado/resfriada/constipado/catarro/gripe/mocos/resfrio; nariz tapada",
    "diarrhoea": "diarrea; descomposicion",
    "constipated": "estrenido/estrenida/estrenimiento; no puedo hacer caca",
    "worse": "peor; estoy/siento/encuentro peor; voy a peor",
    "palpitations": "corazon ?va muy rapido/deprisa; palpitaciones; taquicardia",
    "something_wrong": "algo va/anda/esta mal; algo malo; pasa algo; algo pasa",
    "toilet": "bano/aseo/servicio/vater/wc/lavabo/retrete/inodoro/orinal; ir al bano/servicio/aseo/vater; el/al/mi bano/servicio/vater; la cuna; cuna; me hice/hago encima; hecho encima; al bano",
    "pee": "pipi/pis/orinar/mear/orina; me meo; hacer pipi/pis; hecho pis/pipi encima; me hice pis/pipi",
    "poop": "caca/popo/cagar/defecar; hacer caca/popo; me cago",
    "water": "agua/aguita",
    "drink": "beber/bebida/trago/refresco/tomar; algo de/para beber/tomar; un/otro vaso de; una taza de; boca ?muy seca; tengo la boca seca",
    "thirsty": "sed/sediento/sedienta",
    "juice": "zumo/jugo/zumos/limonada",
    "tea": "te con; un te; infusion/manzanilla; te caliente; te por",
    "coffee": "cafe/cafecito/cortado",
    "soda": "refresco/gaseosa/cocacola/coca/cola/soda",
    "food": "comida/cena/almuerzo/desayuno/merienda/cereales/tostada/tostadas; algo de/para comer",
    "eat": "comer/cenar/desayunar/almorzar/merendar/comemos; dame de comer; dar de comer",
    "hungry": "hambre/ambre/hambriento/hambrienta/hanbre; me muero de hambre; muerto/muerta de hambre",
    "biscuit": "galleta/galletas",
    "sweets": "caramelo/caramelos/dulce/dulces/chocolate/chuches/golosinas",
    "potatoes": "patata/patatas/papa frita/papas; papas fritas",
    "medicine": "medicina/medicinas/medicacion/medicamento/medicamentos/pastilla/pastillas/analgesico/paracetamol/ibuprofeno/insulina/aspirina/jarabe/gotas/antibiotico; algo para el dolor; mi/la dosis; no me han dado la medicacion/medicina/pastilla; remedio/remedios",
    "inhaler": "inhalador/puff",
    "tired": "cansado/cansada/agotado/agotada/cansancio; muerto/muerta de cansancio/sueno; canso",
    "sleepy": "sueno; adormilado; muero de sueno",
    "sleep": "dormir/duermo/siesta/dormirme/echarme; no puedo dormir",
    "bed": "cama; a la cama",
    "lie_down": "acostarme/tumbarme/acuestame/tumbame",
    "rest": "descansar/descanso/reposar",
    "cold": "estoy helado/helada; frio/congelado/congelada; muero de frio",
    "hot": "calor/sudando/acalorado/acalorada; me muero de calor",
    "uncomfortable": "incomodo/incomoda/incomodidad; mala postura; muevame/mueveme ?la/el; levantame la/el/las/los; subeme/bajame la/el/las/los; rascame/colocame/acomodame; rascar",
    "turn_me": "girame/gireme/volteame; cambiame de postura/lado/posicion; dame la vuelta; darme la vuelta; cambiame de postura; cambiar de postura; ponme de lado",
    "sit_me_up": "incorporame/sientame/enderezame",
    "quiet": "ruido/ruidoso/silencio; demasiado alto; callad/callaos; baja el volumen de",
    "too_bright": "demasiada luz; luz es/esta muy/demasiado fuerte; ?el sol ?me ?da en los ojos; mucha luz; muy oscuro; deslumbra",
    "fresh_air": "aire fresco",
    "a_break": "pausa; un descanso",
    "a_hug": "abrazo/abrazos/abrazame/mimos",
    "glasses": "gafas/lentes/anteojos",
    "wheelchair": "silla de ruedas",
    "blanket": "manta/cobija/frazada/mantas",
    "wash": "lavarme/lavar/lavame/limpiame/limpiar/limpiarme/aseame/asearme; lavame/lavarme el pelo/cara",
    "shower": "ducha/ducharme/duchame/duchar/regadera",
    "bath": "banarme/baname/banera; un bano caliente; un bano de agua; darme un bano; bano caliente",
    "brush_teeth": "lavame/lavarme/cepillame/cepillarme/lavar/cepillar los dientes; cepillo de dientes",
    "brush_hair": "peiname/peinarme/peinar/peine; cepillame el pelo",
    "wash_hands": "lavame/lavarme/lavar las manos",
    "change_clothes": "cambiarme/cambiame de/la/el ropa/camisa/pantalon/camiseta/sabanas; cambiame; camisa/ropa/camiseta/sabanas/pantalones limpia/limpias/limpios; ponerme/ponme/quitame/quitarme los/la/el/las/mi/mis zapatos/camisa/chaqueta/abrigo/pantalones/calcetines/ropa/pijama/jersey",
    "get_dressed": "vestirme/visteme/vestir/desvestirme/desnudarme; ponerme la ropa",
    "change_pad": "panal/panales/compresa; cambiame el panal; cambiar el panal",
    "cut_nails": "cortame/cortarme/cortar las unas; unas",
    "shave": "afeitarme/afeitame/afeitar/rasurarme/rasurame",
    "period": "la regla; mi regla; tampon/tampones",
    "i_need_you": "te/os/lo/la/le necesito/nesesito/necesitamos; te quiero aqui; necesito a; necesito compania; necesito que vengas/venga",
    "come": "ven/venga/venid/vengan/vente/venir/acercate; ven aqui/aca/conmigo; vuelve/regresa/volved; puedes venir; vienes",
    "stay": "quedate ?aqui/conmigo; no te vayas; no me dejes ?solo/sola; acompaname; hazme compania; conmigo",
    "call": "llama/llamad/llame/llamen/llamar/avisa/avisad/busca/trae ?a; quiero/quisiera/necesito ver/llamar a/al; quiero/quisiera hablar con; quiero a; necesito hablar con",
    "mom": "mama/madre/mami/mamita/ma",
    "dad": "papa/padre/papi/papito",
    "grandma": "abuela/abuelita/yaya",
    "grandpa": "abuelo/abuelito/yayo",
    "nurse": "enfermera/enfermero/enfermeros/enfermeras/auxiliar",
    "caregiver": "cuidador/cuidadora/asistente; quien me cuida",
    "doctor": "medico/medica/doctor/doctora",
    "i_am_here": "?ya estoy aqui/aca/ahi; aqui/aca estoy; estoy en casa; presente; ya llegue; yo aqui",
    "yes": "sip/vale/claro/ok/okay/okey/bueno/correcto/exacto/afirmativo/obvio/dale; por supuesto; claro que sip/si; de acuerdo; eso es; desde luego; me parece bien; esta bien; si por favor/gracias/claro/quiero; asi es; eso mismo; cierto",
    "no": "no/nop/nunca/jamas/tampoco/nones; ahora no; todavia no; aun no; para nada; que no; claro que no; de ninguna manera; ni hablar; no por favor",
    "no_thank_you": "no gracias",
    "please": "porfavor/porfa/porfis/porfi/plis; por favor/fa; si puedes/puede/podeis/quieres/no; te lo pido; si es posible; si te parece; si no te/es importa/molestia; se lo ruego",
    "hello": "hola/ola/buenas/oye/holi/eh/hey; que tal; mucho gusto; encantado/encantada",
    "goodbye": "adios/chao/chau/bye; hasta luego/manana/pronto/la/otra; nos vemos; que vaya bien; cuidate",
    "good_morning": "buenos dias; buen dia; buenas tardes; feliz cumpleanos/navidad/ano",
    "good_night": "buenas noches; dulces suenos; que descanses; que duermas bien",
    "thank_you": "gracias/grasias/grax; muchas/mil/muchisimas gracias/grasias; te lo agradezco; agradecido/agradecida; gracias por venir/todo/estar/esperar",
    "sorry": "perdon/perdona/perdoname/disculpa/disculpe/disculpame; lo siento ?mucho; fue/ha sin/sido ?sin querer; mis disculpas; no era mi intencion; fue sin querer",
    "i_love_you": "te quiero/amo/adoro ?mucho/muchisimo; os quiero; quiero mucho a",
    "i_miss_you": "te echo de menos; te extrano; te echo mucho de menos; echo de menos; extrano a",
    "happy": "feliz/contento/contenta/alegre/felices/encantado; buen humor; estoy genial",
    "sad": "triste/tristeza/llorar/llorando/deprimido/deprimida/apenado; pena",
    "angry": "enfadado/enfadada/enojado/enojada/furioso/furiosa/rabia/cabreado/molesto/molesta; me enfade",
    "bored": "aburro/aburrido/aburrida/aburrimiento",
    "lonely": "solo/sola/soledad",
    "excited": "ilusionado/ilusionada/emocionado/emocionada/ilusion; ganas del; tengo ?muchas ganas del; muchas ganas",
    "nervous": "nervioso/nerviosa/nervios/estresado/estresada",
    "frustrated": "frustrado/frustrada/frustracion/harto/harta",
    "proud": "orgulloso/orgullosa/orgullo",
    "surprised": "sorprendido/sorprendida/sorpresa",
    "confused": "confundido/confundida/confusion",
    "calm": "tranquilo/tranquila/calma/relajado",
    "embarrassed": "verguenza/avergonzado",
    "scared": "miedo/asustado/asustada/aterrado/aterrada/panico/terror/susto/ansiedad/angustia/angustiado/angustiada; ansioso/ansiosa",
    "worried": "preocupado/preocupada/preocupa/preocupacion",
    "stop": "basta/alto/stop/detente/parad/parar/deten; para/pare ?ya/por/que ?favor; no mas por; deja de; ya basta; quita",
    "wait": "espera/esperad/espere/esperame; un momento/segundo/minuto/momentito; aguarda",
    "leave_me_alone": "dejame ?en solo/sola/paz/tranquilo/tranquila; dejame en paz; vete/largate/fuera/apartate; no me toques; sueltame; no hagas eso; no me molestes; dejadme ?en paz; bajame",
    "dont_like": "no me gusta/gustan/gusto; odio/detesto; que asco; asco; no soporto el/la/los/las",
    "dont_want": "no ?lo ?la quiero/queria/quisiera/deseo; no me apetece; no tengo hambre/sed/sueno/frio/calor/ganas; no necesito; lleno/llena; paso de",
    "fine": "estoy ?muy ?ya bien/perfecto/tranquilo; todo ?esta bien; a salvo; no pasa nada; sin problema; respiro/respirar ?ya bien/mejor; ya estoy bien; todo en orden; tranquilo; puedo respirar ?bien; me siento/encuentro bien",
    "better": "mejor; siento/estoy/encuentro ?mucho/algo mejor; recuperado",
    "cancel": "falsa alarma; olvidalo; dejalo; cancelar/cancela; por error; sin querer pulse; me equivoque; no era nada; ya no hace falta; era broma; es broma; es una prueba; boton equivocado; no hace falta; no hay necesidad; no es necesario",
    "i_dont_understand": "no ?lo ?te entiendo/comprendo/entendi; como dices; eh; que dices; no me entero",
    "i_dont_know": "no ?lo se; ni idea; no tengo ni idea; quien sabe",
    "say_it_again": "repite/repitelo/repetir/repiteme/repita/repitemelo; otra vez lo; que has dicho; que dijiste; dilo otra vez; como has dicho",
    "slow_down": "mas despacio/lento/alto/bajo; despacio; habla mas; muy rapido; vas muy rapido",
    "i_have_something_to_say": "quiero decir/contar/hablar ?te/algo; quiero decirte ?algo; tengo algo que decir/contar; dame ?mas ?un/algo tiempo; dejame terminar/hablar/acabar; escuchame; no he terminado ?de; necesito ?mas tiempo",
    "joke": "que gracia/gracioso/risa; gracioso/graciosa/jaja/jajaja/jeje/chiste/broma; me muero de risa",
    "my_turn": "me toca ?a ?mi; mi turno; es mi turno",
    "finished": "termine/terminado/acabe/acabado; he terminado/acabado; ya termine/acabe/esta; se acabo; fin",
    "what": "que/k", "who": "quien/quienes", "where": "donde/adonde", "when": "cuando", "why": "por que; porque?", "how": "como",
    "how_much": "cuanto/cuanta/cuantos/cuantas", "which": "cual/cuales",
    "what_time": "que hora es; tienes hora; la hora", "how_are_you": "como estas/esta/estais/vas/te; como te encuentras/va",
    "want": "quiero/quisiera/kiero/querria/deseo/queremos; me gustaria/apetece; podemos/puedo/podriamos/podria; vamos; me das/dais/da/pones/traes/pasas; quieres darme; dejame",
    "can_you": "puedes/puede/podrias/podeis/podria; me puedes/podrias; alguien puede; puedes/podrias ?por ?favor",
    "need": "necesito/nesesito/nececito/preciso; me hace falta; tengo que; hace falta; debo",
    "like": "me gusta/gustan/encanta/encantan/gustaba; favorito/favorita; prefiero",
    "more": "mas/otro/otra",
    "television": "tele/television/tv/pelicula/dibujos/serie/youtube/netflix/pelis/peli",
    "turn_on": "enciende/encender/prende/prender/enchufa; sube el/la; pon/ponme/poner la/el/los/las/una/un",
    "turn_off": "apaga/apagar; baja el/la",
    "charger": "carga/cargar/cargador/bateria",
    "phone": "telefono/movil/celular",
    "tablet": "tableta/tablet/ipad/comunicador",
    "computer": "ordenador/computadora/portatil/compu",
    "go": "ir/irme/salir/voy/vamos/llevame/vamonos/marcharme; sacame",
    "walk": "pasear/paseo/caminar/andar",
    "swimming_pool": "piscina/nadar/alberca",
    "outside": "fuera/afuera/calle",
    "car": "coche/carro/auto",
    "give": "dame/dadme/pasame/deme/alcanzame",
    "bring": "traeme/traigame/trae/traerme",
    "open": "abre/abrir/abreme/abra",
    "close": "cierra/cerrar/cierre",
    "choose": "elegir/elige/escoger",
    "find": "encontrar/buscar/busca/encuentro/buscame; no encuentro",
    "read": "leer/leeme/lee/leerme",
    "play": "jugar/juega/jugamos",
    "carry": "llevar/cargar/sujetar/empujar/lleva/levantar",
    "homework": "deberes/puzle/puzzle/bote/carta/tapa/botella/caja/cremallera/boton/botones/cordones/proyecto/mensaje/correo/trabajo/tarea/tareas/lavadora/cocina/compra/limpieza/jardin/formulario/rompecabezas/platos/examen",
    "again": "otra vez; de nuevo; una vez mas",
    "that_one": "quiero ese/esa/esto/eso/este/esta; ese/esa de",
    "something": "algo; otra cosa",
    "broken": "roto/rota/rompio/estropeado/estropeada; no funciona/va",
    "now": "ahora/ya/inmediatamente/todavia/aun; ahora mismo; ya mismo",
    "quick": "rapido/deprisa/corriendo/pronto",
    "today": "hoy; esta manana/tarde/noche", "tomorrow": "manana; proxima semana; el/la proximo/proxima",
    "later": "luego/despues; mas tarde",
    "long_ago": """
        ayer/anteayer; semana/mes/ano/verano/invierno/lunes/martes/miercoles/jueves/viernes/sabado/domingo/vez pasada/pasado; el/la otro/otra dia;
        hace ?unos ?unas ?muchos ?muchas ?varios ?dos/tres/cuatro/cinco/un/una/mucho/tiempo/anos anos/meses/semanas/dias/ano/mes/semana/tiempo; de pequeno/pequena/nino/nina/joven/chico; cuando era/tenia/estaba ?pequeno/nino/joven; antes me;
        en el pasado; erase una vez; habia una vez; antiguamente""",
    "told": """
        en la/el/una/un/mi/este/esta/ese/esa pelicula/libro/cuento/historia/serie/tele/television/juego/cancion/dibujos/sueno/video/novela/noticias/radio; en los dibujos; en las noticias;
        pelicula/libro/cuento/historia/serie/cancion/documental/video/noticia/poema de/sobre/con/del; vi/viste/mire/veo una/un/la pelicula/serie/video/documental/camion; leo/lei un/una/el; sone/sonaba/sonado que/con; he sonado; un sueno; pesadilla;
        la palabra; se escribe/dice/deletrea; jugando/jugamos a; de mentira; imagina; imaginate; finge/fingir""",
    "what_if": "y si; que pasa/hago si",
    "suppose": "si; por si; en caso; cuidado; aunque; miedo a/de; asusta/preocupa; evitar; para no; imagina",
    "badly": "mucho/muchisimo; muy mal",
    "a_lot": "mucho/mucha/muchos/muchas/bastante/demasiado/muchisimo", "a_little": "un poco/poquito; poco/poquito", "very": "muy/tan",
    "done_past": "fui/fuimos/era/estaba/comi/jugue/vi/hice/tuve/tome/compre/vino/dijo/encontre/visite/hicieron/tomo/dio/ayudo/fue",
}

CONTRACTIONS: dict[str, str] = {
    "sí": "sip", "síp": "sip", "q": "que", "x": "por", "xq": "por que", "tb": "tambien", "pa": "para", "toy": "estoy", "ta": "esta",
    "nesecito": "necesito", "nesesito": "necesito", "necesitoo": "necesito", "kiero": "quiero", "qiero": "quiero", "porfavor": "por favor",
    "porfa": "por favor", "tengoo": "tengo", "al": "al", "nececito": "necesito", "estoi": "estoy", "aki": "aqui", "aca": "aca",
}  # fmt: skip

NEGATORS = frozenset("no nunca jamas nadie nada ni sin tampoco ningun ninguna".split())

# Words that a negation reaches across. Anything else ends it: when in doubt, the alarm counts.
LIGHT = frozenset(
    "me te se lo la le los las el un una unos unas mi tu su es esta estoy estan era fue ha he hay hace haces hacen falta voy va vas a al de del en con por que "
    "necesito nesesito quiero tengo tiene siento necesita necesitamos llames llamar llame llamad llamen ningun ninguna mas ya eso esto mucho mucha muy tanto "
    "ahora hoy sentido estado tenido una ser estar para".split()
)
SUBJECTS = frozenset("yo el ella mama papa por".split())
ASKING = frozenset[str]()
PAST = frozenset(
    "cai caia caido cayo tuve tenia dolia dolio rompi rompio roto necesite era estaba sangraba sangre sangro sangre queme quemado quemo corte cortado ahogue "
    "ahogaba atragante desmaye desmayo fui fue hubo habia perdi perdio perdido llame llamamos trague tome bebi golpee resbale tropece pego pegaron hizo".split()
)
NEEDED = frozenset("necesite necesitaba pedi pidio".split())
RECENT = frozenset("ahora todavia aun sigo sigue hoy siguen".split())
PLAIN = frozenset(
    "verte verle veros vernos verlo verla yo el ella nosotros ellos tu usted mi mis su sus un una unos unas los las del con sin para por pero porque que este esta estos estas ese esa eso esto aqui ahi alli "
    "era fue ser estar hay habia tiene tienes tengo hace hacer hago voy vas va vamos van llamo llamas llama sam nombre perro gato casa lunes martes miercoles jueves viernes "
    "sabado domingo enero lloviendo llueve sol lluvia grande bonito rojo pastel rico parque visto hombre mujer nino nina hojas otono verano invierno primavera botones cinco "
    "letras vela encendida tostada sopa juguete silla partido semana mes ano tension tomar toma camion juego cansado mayo moda modo todo toda todos cada nada algo alguien "
    "lleno bien bueno malo mal paso peso piso pato plato queso beso mesa meta rata lata cosa rosa boca bota vaca taza caza carta carro cara caro hora ola hijo ojo rojo "
    "pelo palo polo pollo mano mono lago luego juega fuera fuerte suerte muerte gente mente dientes".split()
)
PICTOGRAPHS = {"🆘": "ayuda", "🚨": "emergencia", "🚑": "ambulancia", "🩸": "sangre", "🔥": "fuego", "👍": "vale", "👎": "no"}

IRREGULAR: dict[str, str] = {
    "stomach": "estomago/tripa/barriga/vientre/panza", "tooth": "diente/dientes/muelas", "foot": "pies/dedos", "leg": "piernas/tobillo/pierna", "head": "cabesa/cabeza",
    "ear": "oreja/oidos/orejas", "eye": "ojos", "chest": "peho/pecho", "bottom": "culo/trasero", "hand": "manos/muneca", "floor": "suelo/piso",
    "delicious": "rico/rica/delicioso/deliciosa", "good": "bonito/buena/genial", "have": "tengo/tiene/tienes", "lose": "perdi/perdido",
    "sandwich": "bocata/sandwich/bocadillo", "apple": "manzana/manzanas", "banana": "platano/banana/platanos", "bag": "bolsa/mochila/bolso",
    "neighbour": "vecino", "friend": "amiga/amigos/amigas", "teacher": "profesor/profesora/maestra/maestro", "daughter": "hija", "cake": "tarta/bizcocho",
    "school": "cole/colegio", "living_room": "sala", "shirt": "camiseta", "yogurt": "yogurt", "see": "veo/mirar",
}  # fmt: skip
