"""The names of the months as systems print them in dates, in some twenty languages."""

from __future__ import annotations

from functools import lru_cache

ENGLISH = "january february march april may june july august september october november december".split()
_OTHERS = (
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jänner feber mrz april mai juni juli august september oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "januari februari mrt april mei juni juli augusti september oktober november december",
    "januar februar mars april maj juni juli august september oktober november desember",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
    "ledna února března dubna května června července srpna září října listopadu prosince",
    "január február marec apríl máj jún júl august september október november december",
    "január február március április május június július augusztus szeptember október november december",
    "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου",
)  # fmt: skip


@lru_cache(512)
def month_of(name: str) -> int:
    """The month of a name or of its first letters, English before others; 0 where it is none, or of two.

    Three letters are needed. What is two months in two languages is none.
    """
    bare = name.casefold().rstrip(".")
    if len(bare) < 3:
        return 0
    for languages in ((ENGLISH,), tuple(map(str.split, _OTHERS))):
        whole = {
            n for names in languages for n, each in enumerate(names, 1) if each == bare
        }
        found = whole or {
            n
            for names in languages
            for n, each in enumerate(names, 1)
            if each.startswith(bare)
        }
        if found:
            return found.pop() if len(found) == 1 else 0
    return 0
