"""Spanish wordings of what a person needs, asks for and does, without accents; the pattern is that of `alarms`."""

NEEDS: dict[str, str] = {
    "pain": """
        duele/duelen/duela/dolio/dule/doler/doliendo/dolia; dolor/dolores/dolorido/dolorida; ay/ayy/auch;
        calambre/calambres; escuece/arde/pincha; molestia/molestias; migrana/jaqueca; me duele aqui""",
    "sick": """
        me siento/encuentro/sentia ?muy/fatal/regular mal/enfermo/enferma/fatal; estoy ?muy
        mal/enfermo/enferma/malo/mala/fatal/pachucho; enfermo/enferma; no me encuentro/siento ?muy bien;
        malestar""",
    "dizzy": "mareo/mareos/mareado/mareada/mareando; me da vueltas; todo da vueltas; vertigo/vertigos",
    "nausea": """
        nauseas/nausea/arcadas; ganas de vomitar/devolver; voy a vomitar/devolver; revuelto; asco en el estomago""",
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
    "toilet": """
        bano/aseo/servicio/vater/wc/lavabo/retrete/inodoro/orinal; ir al bano/servicio/aseo/vater; el/al/mi
        bano/servicio/vater; la cuna; cuna; me hice/hago encima; hecho encima; al bano""",
    "pee": "pipi/pis/orinar/mear/orina; me meo; hacer pipi/pis; hecho pis/pipi encima; me hice pis/pipi",
    "poop": "caca/popo/cagar/defecar; hacer caca/popo; me cago",
    "water": "agua/aguita",
    "drink": """
        beber/bebida/trago/refresco/tomar; algo de/para beber/tomar; un/otro vaso de; una taza de; boca ?muy
        seca; tengo la boca seca""",
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
    "medicine": """
        medicina/medicinas/medicacion/medicamento/medicamentos/pastilla/pastillas/analgesico/paracetamol/
        ibuprofeno/insulina/aspirina/jarabe/gotas/antibiotico; algo para el dolor; mi/la dosis; no me han dado
        la medicacion/medicina/pastilla; remedio/remedios""",
    "inhaler": "inhalador/puff",
    "tired": "cansado/cansada/agotado/agotada/cansancio; muerto/muerta de cansancio/sueno; canso",
    "sleepy": "sueno; adormilado; muero de sueno",
    "sleep": "dormir/duermo/siesta/dormirme/echarme; no puedo dormir",
    "bed": "cama; a la cama",
    "lie_down": "acostarme/tumbarme/acuestame/tumbame",
    "rest": "descansar/descanso/reposar",
    "cold": "estoy helado/helada; frio/congelado/congelada; muero de frio",
    "hot": "calor/sudando/acalorado/acalorada; me muero de calor",
    "uncomfortable": """
        incomodo/incomoda/incomodidad; mala postura; muevame/mueveme ?la/el; levantame la/el/las/los;
        subeme/bajame la/el/las/los; rascame/colocame/acomodame; rascar""",
    "turn_me": """
        girame/gireme/volteame; cambiame de postura/lado/posicion; dame la vuelta; darme la vuelta; cambiame de
        postura; cambiar de postura; ponme de lado""",
    "sit_me_up": "incorporame/sientame/enderezame",
    "quiet": "ruido/ruidoso/silencio; demasiado alto; callad/callaos; baja el volumen de",
    "too_bright": """
        demasiada luz; luz es/esta muy/demasiado fuerte; ?el sol ?me ?da en los ojos; mucha luz; muy oscuro;
        deslumbra""",
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
    "change_clothes": """
        cambiarme/cambiame de/la/el ropa/camisa/pantalon/camiseta/sabanas; cambiame;
        camisa/ropa/camiseta/sabanas/pantalones limpia/limpias/limpios; ponerme/ponme/quitame/quitarme
        los/la/el/las/mi/mis zapatos/camisa/chaqueta/abrigo/pantalones/calcetines/ropa/pijama/jersey""",
    "get_dressed": "vestirme/visteme/vestir/desvestirme/desnudarme; ponerme la ropa",
    "change_pad": "panal/panales/compresa; cambiame el panal; cambiar el panal",
    "cut_nails": "cortame/cortarme/cortar las unas; unas",
    "shave": "afeitarme/afeitame/afeitar/rasurarme/rasurame",
    "period": "la regla; mi regla; tampon/tampones",
    "i_need_you": """
        te/os/lo/la/le necesito/nesesito/necesitamos; te quiero aqui; necesito a; necesito compania; necesito
        que vengas/venga""",
    "come": """
        ven/venga/venid/vengan/vente/venir/acercate; ven aqui/aca/conmigo; vuelve/regresa/volved; puedes venir;
        vienes""",
    "stay": "quedate ?aqui/conmigo; no te vayas; no me dejes ?solo/sola; acompaname; hazme compania; conmigo",
    "call": """
        llama/llamad/llame/llamen/llamar/avisa/avisad/busca/trae ?a; quiero/quisiera/necesito ver/llamar a/al;
        quiero/quisiera hablar con; quiero a; necesito hablar con""",
    "mom": "mama/madre/mami/mamita/ma",
    "dad": "papa/padre/papi/papito",
    "grandma": "abuela/abuelita/yaya",
    "grandpa": "abuelo/abuelito/yayo",
    "nurse": "enfermera/enfermero/enfermeros/enfermeras/auxiliar",
    "caregiver": "cuidador/cuidadora/asistente; quien me cuida",
    "doctor": "medico/medica/doctor/doctora",
    "stop": """
        basta/alto/stop/detente/parad/parar/deten; para/pare ?ya/por/que ?favor; no mas por; deja de; ya basta;
        quita""",
    "wait": "espera/esperad/espere/esperame; un momento/segundo/minuto/momentito; aguarda",
    "leave_me_alone": """
        dejame ?en solo/sola/paz/tranquilo/tranquila; dejame en paz; vete/largate/fuera/apartate; no me toques;
        sueltame; no hagas eso; no me molestes; dejadme ?en paz; bajame""",
    "want": """
        quiero/quisiera/kiero/querria/deseo/queremos; me gustaria/apetece; podemos/puedo/podriamos/podria;
        vamos; me das/dais/da/pones/traes/pasas; quieres darme; dejame""",
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
    "homework": """
        deberes/puzle/puzzle/bote/carta/tapa/botella/caja/cremallera/boton/botones/cordones/proyecto/
        mensaje/correo/trabajo/tarea/tareas/lavadora/cocina/compra/limpieza/jardin/formulario/rompecabezas/
        platos/examen""",
    "again": "otra vez; de nuevo; una vez mas",
    "that_one": "quiero ese/esa/esto/eso/este/esta; ese/esa de",
    "something": "algo; otra cosa",
    "broken": "roto/rota/rompio/estropeado/estropeada; no funciona/va",
}

# Other words for what the vocabulary names.
OTHER_NAMES: dict[str, str] = {
    "stomach": "estomago/tripa/barriga/vientre/panza",
    "tooth": "diente/dientes/muelas",
    "foot": "pies/dedos",
    "leg": "piernas/tobillo/pierna",
    "head": "cabesa/cabeza",
    "ear": "oreja/oidos/orejas",
    "eye": "ojos",
    "chest": "peho/pecho",
    "bottom": "culo/trasero",
    "hand": "manos/muneca",
    "floor": "suelo/piso",
    "delicious": "rico/rica/delicioso/deliciosa",
    "good": "bonito/buena/genial",
    "have": "tengo/tiene/tienes",
    "lose": "perdi/perdido",
    "sandwich": "bocata/sandwich/bocadillo",
    "apple": "manzana/manzanas",
    "banana": "platano/banana/platanos",
    "bag": "bolsa/mochila/bolso",
    "neighbour": "vecino",
    "friend": "amiga/amigos/amigas",
    "teacher": "profesor/profesora/maestra/maestro",
    "daughter": "hija",
    "cake": "tarta/bizcocho",
    "school": "cole/colegio",
    "living_room": "sala",
    "shirt": "camiseta",
    "yogurt": "yogurt",
    "see": "veo/mirar",
}
