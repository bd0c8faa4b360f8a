"""What the published advice says around the platforms' own words, in English and in Welsh: one place for both, so that
neither language lacks what the other has."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date, format_datetime

from coordination.advice.editions import What
from coordination.clock import LONDON
from data_model.words import AdviceTopic

# As issued to all candidates on 15 November 2019; see the public record. Its name is English in both languages.
GUIDANCE = "Guidance for Candidates in Elections – When it goes too far"


@dataclass(frozen=True)
class Words:
    """The words of one language. Those that end in “_” take values by name."""

    lang: str
    locale: str
    other_lang: str
    other: str
    in_full: str
    """What the link says to who does not read this language, and what is read out with it."""
    title: str
    skip: str
    brand: str
    exercise: str
    preview: str
    edition_: str
    published_: str
    urgent: str
    polling_day_: str
    older_: str
    read_newest_: str
    nothing_yet: str
    meanwhile: str
    no_such_: str
    report_now: str
    emergency: str
    report_to_: str
    no_address_: str
    guidance: str
    guidance_by: str
    contents: str
    topics: dict[AdviceTopic, str]
    not_agreed: str
    not_in_this_language: str
    address: str
    responds: Callable[[int], str]
    no_time_: str
    checked_: str
    changes: str
    changes_since_: str
    first: str
    whats: dict[What, str]
    download: str
    files: dict[str, str]
    editions: str
    newest: str
    this_one: str
    another: str
    advice_for_: str
    origin_: str
    sign_in: str
    online: str
    page_: str
    at: str

    def day(self, value: date) -> str:
        """2 December 2019, or 2 Rhagfyr 2019"""
        return format_date(value, "d MMMM y", locale=self.locale)

    def moment(self, value: datetime) -> str:
        """2 December 2019 at 09:14, or 2 Rhagfyr 2019 am 09:14: London time"""
        return format_datetime(value, f"d MMMM y '{self.at}' HH:mm", tzinfo=LONDON, locale=self.locale)


ENGLISH = Words(
    lang="en-GB", locale="en_GB", other_lang="cy", other="Cymraeg", in_full="Darllenwch y cyngor hwn yn Gymraeg",
    title="Abuse on social media: advice for candidates", skip="Skip to the advice", brand="Parley",
    exercise="EXERCISE – invented for practice. Do not rely on this advice.",
    preview="PREVIEW – this is not published.",
    edition_="Edition {number}", published_="Published on {moment}", urgent="Urgent correction",
    polling_day_="Polling day: {day}",
    older_="This is edition {number}. It is not the newest.", read_newest_="Read edition {number}, the newest",
    nothing_yet="No advice has been published yet.",
    meanwhile="Until it is, report what you see to the platform where you see it, and keep a record of it.",
    no_such_="There is no edition {number}.",
    report_now="Report now",
    emergency="If somebody is in immediate danger, call 999. To report a crime that is not an emergency, call 101.",
    report_to_="Report to {platform}", no_address_="{platform} has given no address for reports.",
    guidance="The police’s guidance is in your official candidate pack",
    guidance_by="It was issued to all candidates on 15 November 2019 by the National Police Chiefs’ Council, the "
                "Electoral Commission, the College of Policing and the Crown Prosecution Service.",
    contents="On this page",
    topics={AdviceTopic.BREACHES: "What breaks the rules", AdviceTopic.REPORTING: "Where to report",
            AdviceTopic.RESPONSE: "What response to expect"},
    not_agreed="No advice on this has been agreed yet.",
    not_in_this_language="This section is not available in English.",
    address="Report here",
    responds=lambda hours: f"Expect a response within {hours:,} {'hour' if hours == 1 else 'hours'}.",
    no_time_="{platform} states no response time.", checked_="Last checked on {day}.",
    changes="What has changed", changes_since_="Changes since edition {number}", first="This is the first edition.",
    whats={What.ADDED: "added", What.CHANGED: "changed", What.REMOVED: "removed"},
    download="Take it with you",
    files={"pdf": "PDF, to print", "docx": "Word document, to forward", "json": "Data (JSON)"},
    editions="All editions", newest="the newest", this_one="this one",
    another="Another election", advice_for_="Advice for {election}",
    origin_="Written by the platforms and agreed by government officials, because of letter {reference}.",
    sign_in="Sign in to Parley", online="On the web", page_="Page {page} of {pages}", at="at",
)

WELSH = Words(
    lang="cy", locale="cy", other_lang="en-GB", other="English", in_full="Read this advice in English",
    title="Cam-drin ar gyfryngau cymdeithasol: cyngor i ymgeiswyr", skip="Neidio i’r cyngor", brand="Parley",
    exercise="YMARFER – dyfeisiwyd hwn er mwyn ymarfer. Peidiwch â dibynnu ar y cyngor hwn.",
    preview="RHAGOLWG – nid yw hwn wedi’i gyhoeddi.",
    edition_="Rhifyn {number}", published_="Cyhoeddwyd ar {moment}", urgent="Cywiriad brys",
    polling_day_="Diwrnod pleidleisio: {day}",
    older_="Rhifyn {number} yw hwn. Nid hwn yw’r rhifyn diweddaraf.",
    read_newest_="Darllenwch rifyn {number}, y diweddaraf",
    nothing_yet="Nid oes cyngor wedi’i gyhoeddi eto.",
    meanwhile="Yn y cyfamser, rhowch wybod i’r platfform am yr hyn a welwch yno, a chadwch gofnod ohono.",
    no_such_="Nid oes rhifyn {number}.",
    report_now="Rhoi gwybod nawr",
    emergency="Os oes rhywun mewn perygl uniongyrchol, ffoniwch 999. I roi gwybod am drosedd nad yw’n argyfwng, "
              "ffoniwch 101.",
    report_to_="Rhoi gwybod i {platform}", no_address_="Nid yw {platform} wedi rhoi cyfeiriad ar gyfer rhoi gwybod.",
    guidance="Mae canllawiau’r heddlu yn eich pecyn ymgeisydd swyddogol",
    guidance_by="Fe’u rhoddwyd i bob ymgeisydd ar 15 Tachwedd 2019 gan Gyngor Cenedlaethol Penaethiaid yr Heddlu, y "
                "Comisiwn Etholiadol, y Coleg Plismona a Gwasanaeth Erlyn y Goron.",
    contents="Ar y dudalen hon",
    topics={AdviceTopic.BREACHES: "Beth sy’n torri’r rheolau", AdviceTopic.REPORTING: "Ble i roi gwybod",
            AdviceTopic.RESPONSE: "Pa ymateb i’w ddisgwyl"},
    not_agreed="Nid oes cyngor ar hyn wedi’i gytuno eto.",
    not_in_this_language="Nid yw’r adran hon ar gael yn Gymraeg eto. Dangosir y testun Saesneg.",
    address="Rhowch wybod yma",
    responds=lambda hours: f"Disgwyliwch ymateb o fewn {hours:,} awr.",
    no_time_="Nid yw {platform} yn nodi amser ymateb.", checked_="Gwiriwyd ddiwethaf ar {day}.",
    changes="Beth sydd wedi newid", changes_since_="Newidiadau ers rhifyn {number}", first="Dyma’r rhifyn cyntaf.",
    whats={What.ADDED: "ychwanegwyd", What.CHANGED: "newidiwyd", What.REMOVED: "tynnwyd"},
    download="Mynd ag ef gyda chi",
    files={"pdf": "PDF, i’w argraffu", "docx": "Dogfen Word, i’w hanfon ymlaen", "json": "Data (JSON)"},
    editions="Pob rhifyn", newest="y diweddaraf", this_one="hwn",
    another="Etholiad arall", advice_for_="Cyngor ar gyfer {election}",
    origin_="Ysgrifennwyd gan y platfformau a chytunwyd gan swyddogion y llywodraeth, oherwydd llythyr {reference}.",
    sign_in="Mewngofnodi i Parley", online="Ar y we", page_="Tudalen {page} o {pages}", at="am",
)

LANGUAGES = {"en": ENGLISH, "cy": WELSH}
