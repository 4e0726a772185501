//! Which language a text is in, by script and by its commonest words. Honest about what it can't
//! tell: short lines, names and unknown languages are "unknown", and nothing is said about them.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Finding;
use super::text::Line;

const GUARD: &str = "language";

/// A language that can be told apart. Its names: tag first, then names in several languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language {
    pub names: &'static [&'static str],
    pub script: Script,
    /// Its commonest words; empty when the script is enough.
    words: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Script {
    Latin,
    Cyrillic,
    Greek,
    Arabic,
    Hebrew,
    Devanagari,
    Thai,
    Han,
    Kana,
    Hangul,
}

const fn language(names: &'static [&'static str], script: Script, words: &'static str) -> Language {
    Language { names, script, words }
}

/// How many languages can be told apart.
const KNOWN: usize = 26;

/// Words are separated by blanks. Words of several languages count less (see [`scores`]).
pub static LANGUAGES: [Language; KNOWN] = [
    language(
        &["en", "english", "englisch", "inglés", "anglais", "inglese"],
        Script::Latin,
        "the of and to is that it was for are this have with not but what they be as you we can will if there so would about who when your do how than them then our out up been because these those could should has had were its only some just where why which from at by an my one more into",
    ),
    language(
        &["de", "german", "deutsch", "alemán", "allemand", "tedesco"],
        Script::Latin,
        "der die das und ist nicht ein eine zu den mit von auf für sich dem es im auch wir ich sie er wie aber wenn dass noch nur werden hat haben bei nach oder was einen einem einer kann man wird sind war so als am aus um über mehr schon hier uns mir keine kein habe muss diese dieser doch da denn wo wer etwas nichts immer jetzt dann damit dazu dabei ohne gegen zwischen mein meine meinen unser unsere euch ihr ihre sollen sollte müssen würde wäre gibt mal zwei jeder jede ihm ihn deshalb weil bis seit sondern sehr ohne unter zum zur vor",
    ),
    language(
        &["es", "spanish", "spanisch", "español", "espagnol", "castellano", "spagnolo"],
        Script::Latin,
        "el la de que y en los las un una por con no para es se del lo como más pero sus le ya este esta porque cuando muy sin sobre también me hay donde quien desde todo nos todos uno ni contra ese eso ante ellos esto mí antes algunos qué unos yo otro otra tiene tenemos hace puede si nadie nuestro nuestra entonces después antes siempre nunca algo nada aquí ahora así cada entre hasta desde mientras mismo alguien hemos ser estar tener hacer poder debe deben quiero creo alcanza tú usted ustedes está están hemos he al",
    ),
    language(
        &["fr", "french", "französisch", "francés", "français", "francese"],
        Script::Latin,
        "le la les de des et est un une du que qui dans en pour pas sur au ce il je nous vous ne se plus par avec sont mais ou tout on elle être fait cette ces aux leur si comme même sans bien où peut ont sa son mes notre votre c'est j'ai n'est qu'il quand très aussi alors rien faut avons avez d'abord avant après pendant depuis chaque entre vers chez encore toujours jamais beaucoup trop assez faudrait serait pourrait devrait cela ça ils elles lui moi toi cet celui celle ceux c'était n'a d'autres l'autre qu'elle été d'un d'une l'on qu'on",
    ),
    language(
        &["it", "italian", "italienisch", "italiano", "italien"],
        Script::Latin,
        "il di che la e un è per non in una sono con mi si ho lo ma ha le da come se io ti ci questo qui bene tu del al della dei gli nel alla più anche perché quando dove chi cosa solo molto senza tutti abbiamo hanno nella sul loro nostro nostra essere fare già ogni prima dopo",
    ),
    language(
        &["pt", "portuguese", "portugiesisch", "portugués", "português", "portugais"],
        Script::Latin,
        "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua ou ser quando muito há nos já está eu também só pelo pela até isso ela entre era depois sem mesmo aos ter seus quem nas me esse eles estão você tinha foram essa num nem suas meu às minha têm nós",
    ),
    language(
        &["nl", "dutch", "niederländisch", "nederlands", "neerlandés", "néerlandais", "holländisch"],
        Script::Latin,
        "de het een en van ik te dat die in je is niet op zijn met voor maar er aan ook als dan nog wat bij naar om uit zo wij we ze hij heb hebben kan worden deze dit geen wel meer over door moet moeten waar wie hoe omdat onze ons mijn werd was zou",
    ),
    language(
        &["sv", "swedish", "schwedisch", "svenska", "sueco", "suédois"],
        Script::Latin,
        "och att det som en på är av för med till den har de inte om ett men var jag sig från vi så kan när nu ska skulle vara bara eller mycket också finns alla hur vad där här min mitt vår vårt utan efter måste",
    ),
    language(
        &["da", "danish", "dänisch", "dansk", "danés", "danois", "no", "nb", "norwegian", "norwegisch", "norsk", "noruego", "norvégien"],
        Script::Latin,
        "og at det som en på er af for med til den har de ikke om et men var jeg sig fra vi så kan når nu skal skulle være bare eller meget også alle hvordan hvad hvor her min mit vores uden efter må av å hva fordi noe nå ble",
    ),
    language(
        &["pl", "polish", "polnisch", "polski", "polaco", "polonais"],
        Script::Latin,
        "i w nie na się że z do to jest jak ale po co o za od tak czy być już tylko są dla ma może przez który która które kiedy bardzo jeszcze gdy bo nas mnie jego ich przed przy też było będzie mamy mam ten ta tego",
    ),
    language(
        &["cs", "czech", "tschechisch", "čeština", "checo", "tchèque"],
        Script::Latin,
        "a se na je že v to s z do i o ale jako by jsem jsou po ve k pro tak co už jen když který která které není nebo bude být má mám máme aby také ještě od jejich byl bylo za kde proč protože",
    ),
    language(
        &["tr", "turkish", "türkisch", "türkçe", "turco", "turc"],
        Script::Latin,
        "bir ve bu da de için çok ne ben o gibi ama daha var değil mi kadar sonra olarak ki şey her bunu olan yok en biz ile nasıl neden önce veya hem bizim benim onun olduğu ise",
    ),
    language(
        &["ro", "romanian", "rumänisch", "română", "rumano", "roumain"],
        Script::Latin,
        "și de la în a nu că este pe cu un o să din mai pentru ce care se sunt dar au fost ca am fi are după noi eu ea el lor când unde foarte numai doar fără sau această acest",
    ),
    language(
        &["fi", "finnish", "finnisch", "suomi", "finlandés", "finnois"],
        Script::Latin,
        "ja on ei se että en hän oli ole mutta kun niin minä mitä tai jos myös ovat sen vain kuin nyt joka tämä meidän voi olla kanssa ennen pitää koska sitä minun",
    ),
    language(
        &["hu", "hungarian", "ungarisch", "magyar", "húngaro", "hongrois"],
        Script::Latin,
        "a az és hogy nem is egy ez azt van de meg csak ha mert már mint el még vagy kell volt lesz minden nagyon itt ott én mi ők ki nincs most nekem akkor után",
    ),
    language(
        &["id", "indonesian", "indonesisch", "bahasa indonesia", "indonesio", "indonésien"],
        Script::Latin,
        "yang dan di itu dengan untuk tidak ini dari dalam akan pada juga saya ke karena ada kita mereka sudah atau bisa oleh lebih kami harus tetapi kalau orang apa",
    ),
    language(&["ru", "russian", "russisch", "русский", "ruso", "russe"], Script::Cyrillic, ""),
    language(&["uk", "ukrainian", "ukrainisch", "українська", "ucraniano", "ukrainien"], Script::Cyrillic, ""),
    language(&["el", "greek", "griechisch", "ελληνικά", "griego", "grec"], Script::Greek, ""),
    language(&["ar", "arabic", "arabisch", "العربية", "árabe", "arabe"], Script::Arabic, ""),
    language(&["he", "hebrew", "hebräisch", "עברית", "hebreo", "hébreu"], Script::Hebrew, ""),
    language(&["hi", "hindi", "हिन्दी", "हिंदी"], Script::Devanagari, ""),
    language(&["th", "thai", "ไทย"], Script::Thai, ""),
    language(&["zh", "chinese", "chinesisch", "中文", "mandarin", "chino", "chinois"], Script::Han, ""),
    language(&["ja", "japanese", "japanisch", "日本語", "japonés", "japonais"], Script::Kana, ""),
    language(&["ko", "korean", "koreanisch", "한국어", "coreano", "coréen"], Script::Hangul, ""),
];

/// The language that a tag ("de-AT") or a name ("Deutsch", "German") means.
pub fn named(name: &str) -> Option<&'static Language> {
    let name = name.trim().to_lowercase();
    let tag = name.split(['-', '_']).next().unwrap_or("");
    LANGUAGES.iter().find(|l| l.names.contains(&name.as_str()) || (tag.len() == 2 && l.names.contains(&tag)))
}

/// Words below which nothing is said about a line.
const WORDS: usize = 6;
/// Evidence that the best language needs, and the lead over the expected one.
const EVIDENCE: f64 = 2.4;
/// Evidence for each word of the text.
const DENSITY: f64 = 0.14;

/// The language of a text, if it can be told.
pub fn detect(line: &Line) -> Option<&'static Language> {
    if let Some(script) = script(line) {
        if script != Script::Latin {
            return of_script(line, script);
        }
        let words = spoken(line, (0, usize::MAX));
        let (best, score) = best(&scores(&words))?;
        return (words.len() >= WORDS && score >= EVIDENCE && score / count(words.len()) >= DENSITY).then_some(best);
    }
    None
}

/// Whether a line is in the conversation's language: as a whole, then sentence by sentence.
pub fn check(line: &Line, expected: &Language) -> Vec<Finding> {
    let all = (0, line.chars.len());
    let wrong = |name: &str| format!("It is in {name}; the conversation is in {}.", label(expected));
    let Some(script) = script(line) else { return Vec::new() };
    if !fits(script, expected.script) {
        let name = of_script(line, script).map_or_else(|| "another script".to_owned(), label);
        return vec![Finding::fail(GUARD, wrong(&name), all)];
    }
    if script != Script::Latin {
        let sibling = of_script(line, script).filter(|found| *found != expected && of_same_script(found, expected));
        return sibling.map(|found| Finding::fail(GUARD, wrong(&label(found)), all)).into_iter().collect();
    }
    let whole = spoken(line, all);
    if let Some(other) = other_than(expected, &whole) {
        return vec![Finding::fail(GUARD, wrong(&label(other)), all)];
    }
    let foreign = line.sentences.iter().filter_map(|span| other_than(expected, &spoken(line, *span)).map(|other| (other, *span)));
    foreign.map(|(other, span)| Finding::warn(GUARD, wrong(&label(other)), span)).collect()
}

fn label(language: &Language) -> String {
    let name = language.names.get(1).copied().unwrap_or("another language");
    let mut chars = name.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Words that count: outside of quotation marks, and no names, which have a capital within a
/// sentence. German nouns are lost with them; its small words are enough.
fn spoken(line: &Line, span: (usize, usize)) -> Vec<&str> {
    let counted = line.tokens.iter().enumerate().filter(|(at, t)| {
        let inside = span.0 <= t.start && t.end <= span.1;
        inside && !t.quoted && (!t.is_name_like() || line.opens_sentence(*at)) && t.raw.chars().any(char::is_alphabetic)
    });
    counted.map(|(_, t)| t.lower.as_str()).collect()
}

/// Every common word of the Latin languages with a bit for each language that has it.
static COMMON: LazyLock<HashMap<&'static str, u32>> = LazyLock::new(|| {
    let mut words = HashMap::new();
    for (number, language) in LANGUAGES.iter().enumerate().filter(|(_, l)| l.script == Script::Latin) {
        for word in language.words.split(' ') {
            *words.entry(word).or_insert(0) |= 1 << number;
        }
    }
    words
});

/// Evidence for every language: each of its common words counts 1, less when others have it too.
fn scores(words: &[&str]) -> [f64; KNOWN] {
    let mut scores = [0.0; KNOWN];
    for word in words {
        let Some(owners) = COMMON.get(word) else { continue };
        let sharing = owners.count_ones();
        let weight = if sharing == 1 { 1.0 } else { 0.5 / f64::from(sharing) + 0.1 };
        for (number, score) in scores.iter_mut().enumerate() {
            if owners & (1 << number) != 0 {
                *score += weight;
            }
        }
    }
    scores
}

fn best(scores: &[f64]) -> Option<(&'static Language, f64)> {
    LANGUAGES.iter().zip(scores.iter().copied()).max_by(|a, b| a.1.total_cmp(&b.1))
}

/// The language that the words are in, when they are surely not in the expected one.
fn other_than(expected: &Language, words: &[&str]) -> Option<&'static Language> {
    if words.len() < WORDS {
        return None;
    }
    let scores = scores(words);
    let own = LANGUAGES.iter().zip(scores).find(|(l, _)| l.names == expected.names).map_or(0.0, |(_, score)| score);
    let (best, score) = best(&scores)?;
    let sure = score >= EVIDENCE && own * 3.0 <= score && score / count(words.len()) >= DENSITY;
    (sure && best.names != expected.names).then_some(best)
}

#[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^52")]
fn count(n: usize) -> f64 {
    n as f64
}

fn script_of(c: char) -> Option<Script> {
    Some(match u32::from(c) {
        0x0041..=0x005a | 0x0061..=0x007a | 0x00c0..=0x024f | 0x1e00..=0x1eff => Script::Latin,
        0x0370..=0x03ff | 0x1f00..=0x1fff => Script::Greek,
        0x0400..=0x052f => Script::Cyrillic,
        0x0590..=0x05ff => Script::Hebrew,
        0x0600..=0x06ff | 0x0750..=0x077f => Script::Arabic,
        0x0900..=0x097f => Script::Devanagari,
        0x0e00..=0x0e7f => Script::Thai,
        0x3040..=0x30ff => Script::Kana,
        0x3400..=0x4dbf | 0x4e00..=0x9fff => Script::Han,
        0xac00..=0xd7af => Script::Hangul,
        _ => return None,
    })
}

/// Letters below which a script says nothing. Signs of words count more.
const LETTERS: usize = 12;

/// The script of most letters outside of quotations; `None` when there are too few, or when it is
/// mixed.
fn script(line: &Line) -> Option<Script> {
    let mut counts: Vec<(Script, usize)> = Vec::new();
    for (at, c) in line.chars.iter().enumerate() {
        let Some(script) = script_of(*c).filter(|_| !line.quotes.iter().any(|q| q.0 <= at && at < q.1)) else { continue };
        let weight = if matches!(script, Script::Han | Script::Kana | Script::Hangul) { 3 } else { 1 };
        match counts.iter_mut().find(|(known, _)| *known == script) {
            Some((_, n)) => *n += weight,
            None => counts.push((script, weight)),
        }
    }
    let total: usize = counts.iter().map(|(_, n)| n).sum();
    let number = |wanted: Script| counts.iter().find(|(s, _)| *s == wanted).map_or(0, |(_, n)| *n);
    // Japanese is written in three scripts; kana tell it from Chinese.
    if number(Script::Kana) * 8 >= total && number(Script::Kana) > 0 && (number(Script::Kana) + number(Script::Han)) * 10 >= total * 6 {
        return (total >= LETTERS).then_some(Script::Kana);
    }
    let (script, most) = counts.iter().copied().max_by_key(|(_, n)| *n)?;
    (total >= LETTERS && most * 10 >= total * 7).then_some(script)
}

const fn fits(found: Script, expected: Script) -> bool {
    matches!(
        (found, expected),
        (Script::Latin, Script::Latin)
            | (Script::Cyrillic, Script::Cyrillic)
            | (Script::Greek, Script::Greek)
            | (Script::Arabic, Script::Arabic)
            | (Script::Hebrew, Script::Hebrew)
            | (Script::Devanagari, Script::Devanagari)
            | (Script::Thai, Script::Thai)
            | (Script::Han, Script::Han | Script::Kana)
            | (Script::Kana, Script::Kana)
            | (Script::Hangul, Script::Hangul)
    )
}

fn of_same_script(one: &Language, other: &Language) -> bool {
    one.script == other.script
}

/// The language of a script, where letters of its own tell it.
fn of_script(line: &Line, script: Script) -> Option<&'static Language> {
    let has = |letters: &str| line.chars.iter().filter(|c| letters.contains(**c)).count();
    let tag = match script {
        Script::Cyrillic if has("іїєґІЇЄҐ") > 0 && has("ыэъёЫЭЪЁ") == 0 => "uk",
        Script::Cyrillic if has("ыэёЫЭЁ") > 0 => "ru",
        Script::Greek => "el",
        Script::Arabic if has("پچگژی") == 0 => "ar",
        Script::Hebrew => "he",
        Script::Devanagari => "hi",
        Script::Thai => "th",
        Script::Han => "zh",
        Script::Kana => "ja",
        Script::Hangul => "ko",
        _ => return None,
    };
    named(tag)
}
