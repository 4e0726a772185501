//! Countries by region: the geographic regions of the United Nations (standard M49), in folded
//! English names, with the parts of countries and the other names that people write.

/// The region that a folded country name is in.
pub(super) fn region(country: &str) -> Option<&'static str> {
    COUNTRIES.iter().find(|(_, names)| names.split('|').any(|name| name == country)).map(|(region, _)| *region)
}

const COUNTRIES: [(&str, &str); 6] = [
    (
        "africa",
        "algeria|angola|benin|botswana|burkina faso|burundi|cabo verde|cape verde|cameroon|central african republic|chad|comoros|congo|\
         democratic republic of the congo|dr congo|republic of the congo|cote d'ivoire|ivory coast|djibouti|egypt|equatorial guinea|eritrea|eswatini|\
         ethiopia|gabon|gambia|the gambia|ghana|guinea|guinea-bissau|kenya|lesotho|liberia|libya|madagascar|malawi|mali|mauritania|mauritius|morocco|\
         mozambique|namibia|niger|nigeria|reunion|rwanda|sao tome and principe|senegal|seychelles|sierra leone|somalia|somaliland|south africa|\
         south sudan|sudan|tanzania|togo|tunisia|uganda|western sahara|zambia|zimbabwe",
    ),
    (
        "asia",
        "afghanistan|armenia|azerbaijan|bahrain|bangladesh|bhutan|brunei|cambodia|china|cyprus|georgia|hong kong|india|indonesia|iran|iraq|israel|\
         japan|jordan|kazakhstan|kuwait|kyrgyzstan|laos|lebanon|macau|macao|malaysia|maldives|mongolia|myanmar|nepal|north korea|oman|pakistan|\
         palestine|philippines|the philippines|qatar|saudi arabia|singapore|south korea|korea|sri lanka|syria|taiwan|tajikistan|thailand|timor-leste|\
         east timor|turkey|turkiye|turkmenistan|united arab emirates|uae|uzbekistan|vietnam|viet nam|yemen",
    ),
    (
        "europe",
        "albania|andorra|austria|belarus|belgium|bosnia and herzegovina|bulgaria|croatia|czechia|czech republic|denmark|estonia|faroe islands|finland|\
         france|germany|gibraltar|greece|hungary|iceland|ireland|italy|kosovo|latvia|liechtenstein|lithuania|luxembourg|malta|moldova|monaco|\
         montenegro|netherlands|the netherlands|north macedonia|norway|poland|portugal|romania|russia|san marino|serbia|slovakia|slovenia|spain|sweden|\
         switzerland|ukraine|united kingdom|uk|great britain|england|scotland|wales|northern ireland|vatican",
    ),
    (
        "latin-america",
        "antigua and barbuda|argentina|aruba|bahamas|the bahamas|barbados|belize|bolivia|brazil|chile|colombia|costa rica|cuba|curacao|dominica|\
         dominican republic|ecuador|el salvador|french guiana|grenada|guadeloupe|guatemala|guyana|haiti|honduras|jamaica|martinique|mexico|nicaragua|\
         panama|paraguay|peru|puerto rico|saint lucia|st lucia|saint kitts and nevis|saint vincent and the grenadines|suriname|trinidad and tobago|\
         uruguay|venezuela",
    ),
    ("north-america", "bermuda|canada|greenland|united states|united states of america|usa|us"),
    (
        "oceania",
        "american samoa|australia|western australia|south australia|cook islands|fiji|french polynesia|guam|kiribati|marshall islands|micronesia|\
         nauru|new caledonia|new zealand|aotearoa new zealand|niue|palau|papua new guinea|samoa|solomon islands|tokelau|tonga|tuvalu|vanuatu",
    ),
];
