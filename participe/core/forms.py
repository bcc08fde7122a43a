"""From what somebody typed to a checked object, keeping what they typed."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar, get_args, get_origin

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from participe.core.errors import TooLarge
from participe.core.i18n import BRUSSELS, LANGUAGES, LazyText, Localized, _l
from participe.core.personal_numbers import Found

# Plain words for pydantic's error types.
MESSAGES = {
    "missing": _l("Fill this in."),
    "string_too_short": _l("Write at least %(min_length)s characters."),
    "string_too_long": _l("Write at most %(max_length)s characters."),
    "string_type": _l("Give one answer only."),
    "string_pattern_mismatch": _l("Write this in the form that the hint shows."),
    "extra_forbidden": _l("This form has changed. Read it again, then send it again."),
    "enum": _l("Choose one of the answers in the list."),
    "literal_error": _l("Choose one of the answers in the list."),
    "int_parsing": _l("Write a whole number."),
    "int_from_float": _l("Write a whole number."),
    "float_parsing": _l("Write a number."),
    "bool_parsing": _l("Choose yes or no."),
    "greater_than_equal": _l("Write a number of at least %(ge)s."),
    "less_than_equal": _l("Write a number of at most %(le)s."),
    "too_short": _l("Choose at least %(min_length)s."),
    "too_long": _l("Choose at most %(max_length)s."),
    "date_from_datetime_parsing": _l("Write a date, for example 2027-01-15."),
    "date_parsing": _l("Write a date, for example 2027-01-15."),
    "datetime_parsing": _l("Write a date and a time, for example 2027-01-15 18:00."),
    "datetime_from_date_parsing": _l("Write a date and a time, for example 2027-01-15 18:00."),
    "uuid_parsing": _l("Choose one of the answers in the list."),
    "list_type": _l("Choose one of the answers in the list."),
    "url_parsing": _l("Write a full address that begins with https://."),
}
EMPTY = _l("Fill this in.")
FORM_FIELDS = 400  # a form in four languages with own fields stays far below
FILE = 12_000_000  # bytes of a file
UPLOADS = 3


class Form(BaseModel):
    """Base of every form: trims blanks and refuses unknown fields."""

    model_config = ConfigDict(
        str_strip_whitespace=True, extra="forbid", arbitrary_types_allowed=True
    )


F = TypeVar("F", bound=Form)
Values = dict[str, Any]


@dataclass
class Filled(Generic[F]):
    """A form as the template sees it: `values` to show again, `errors` by field name."""

    data: F | None = None
    values: Values = field(default_factory=dict)
    errors: dict[str, str | LazyText] = field(default_factory=dict)
    files: Values = field(default_factory=dict)  # what was sent beside texts, right or wrong
    found: Sequence[Found] = ()  # what its texts tell of somebody

    def fail(self, name: str, message: str | LazyText) -> None:
        """Add a mistake that only the database could find, and take the data away."""
        self.errors[name], self.data = message, None


def mistake(message: LazyText, lang: str = "") -> PydanticCustomError:
    """For validators: `raise mistake(_l("…"))`; the lazy text is shown in the reader's language.

    `lang` says in which language of a Localized field the mistake is.
    """
    return PydanticCustomError("ours", "see context", {"text": message, "lang": lang})


def longest(length: int) -> AfterValidator:
    """For a text in several languages: `title: Annotated[Localized, longest(120)]`."""

    def check_each(value: Localized) -> Localized:
        for code, text in value.items():
            if len(text) > length:
                raise mistake(
                    _l("Write at most %(max_length)s characters.", max_length=length), code
                )
        return value

    return AfterValidator(check_each)


def ask_in(form: Filled[Any], languages: Sequence[str], *names: str) -> None:
    """Note a mistake for each of these texts that is missing in one of these languages."""
    if form.data is not None:
        data = form.data
        for name in names:
            for code in getattr(data, name).missing(list(languages)):
                form.fail(f"{name}-{code}", EMPTY)


def _from_brussels(value: datetime) -> datetime:
    """What a clock on the wall says, as an instant in UTC."""
    if not 2000 <= value.year <= 2200:
        raise mistake(_l("Write a year between 2000 and 2200."))
    if value.tzinfo is not None:
        return value.astimezone(UTC)
    instant = value.replace(tzinfo=BRUSSELS).astimezone(UTC)
    if instant.astimezone(BRUSSELS).replace(tzinfo=None) != value:
        raise mistake(_l("This hour does not exist: clocks go forward that night."))
    return instant


# A moment typed in a form: local time in Brussels there, UTC here.
BrusselsTime = Annotated[datetime, AfterValidator(_from_brussels)]


def wall_clock(value: datetime) -> str:
    """The same moment as an input of type datetime-local shows it."""
    return value.astimezone(BRUSSELS).strftime("%Y-%m-%dT%H:%M")


async def read(
    request: Request, form_type: type[F], *, uploads: int = 0, largest: int = FILE
) -> Filled[F]:
    """Read a form of the request. With `uploads`, UploadFile fields keep their file.

    Raises TooLarge for a file of more than `largest` bytes.
    """
    async with request.form(max_files=uploads, max_fields=FORM_FIELDS) as submitted:
        values = _values(submitted, form_type)
        for value in values.values():  # kept open no longer than the request
            if isinstance(value, UploadFile):
                await _load(value, largest)
            elif isinstance(value, list):
                for one in value:
                    if isinstance(one, UploadFile):
                        await _load(one, largest)
        return check(values, form_type)


def check(values: Values, form_type: type[F]) -> Filled[F]:
    """The same for values that did not come from a request: a draft, an import."""
    files = {k: v for k, v in values.items() if _is_file(v)}
    shown = {k: v for k, v in values.items() if k not in files}
    try:
        data = form_type.model_validate(_nested(values, form_type))
        return Filled(data, shown, {}, files)
    except ValidationError as failure:
        errors: dict[str, str | LazyText] = {}
        for error in failure.errors():
            errors.setdefault(_name(error, form_type), _message(error))
        return Filled(None, shown, errors, files)


def shown(data: Mapping[str, Any]) -> Filled[Any]:
    """A form filled with what is stored, before anybody typed: Localized values are spread."""
    values: Values = {}
    for name, value in data.items():
        if isinstance(value, Localized):
            values |= {f"{name}-{code}": value.get(code, "") for code in LANGUAGES}
        else:
            values[name] = "" if value is None else value
    return Filled(None, values, {})


async def _load(upload: UploadFile, largest: int) -> None:
    if upload.size and upload.size > largest:
        raise TooLarge(_l("A file may have at most %(size)s MB.", size=largest // 1_000_000))
    upload.content = await upload.read()  # type: ignore[attr-defined]  # read once, kept in memory


def _is_file(value: Any) -> bool:
    if isinstance(value, list):
        return any(_is_file(one) for one in value)
    return isinstance(value, UploadFile)


def _name(error: ErrorDetails, form_type: type[Form]) -> str:
    name = str(error["loc"][0]) if error["loc"] else "form"
    found = form_type.model_fields.get(name)
    if found and found.annotation is Localized:
        return f"{name}-{error.get('ctx', {}).get('lang') or 'fr'}"
    return name


def _message(error: ErrorDetails) -> str | LazyText:
    context = error.get("ctx", {})
    if error["type"] == "ours":
        return context["text"]
    if error["type"] == "string_too_short" and not str(error.get("input", "")).strip():
        return EMPTY
    if error["type"] == "value_error" and "email address" in error["msg"]:
        return _l("Write an e-mail address such as name@example.org.")
    ours = MESSAGES.get(error["type"])
    # Pydantic's own text may quote a pattern with a percent sign: only ours is a format.
    return LazyText(ours.message, **context) if ours else error["msg"]


def _values(submitted: FormData, form_type: type[Form]) -> Values:
    """Texts by field name; a list where the form asks for one, or where several were sent."""
    values: Values = {}
    for name in submitted:
        sent = [
            _clean(one) if isinstance(one, str) else one
            for one in submitted.getlist(name)
            if isinstance(one, str) or one.filename  # an empty file field is nothing
        ]
        asked = form_type.model_fields.get(name)
        many = len(sent) > 1 or (asked is not None and _asks_list(asked.annotation))
        if sent or many:
            values[name] = sent if many else sent[0]
    return values


def _nested(values: Values, form_type: type[Form]) -> dict[str, Any]:
    """`title-fr` and `title-nl` become the one Localized `title`; blank optional fields go."""
    nested: dict[str, Any] = {}
    for name, value in values.items():
        stem, _, code = name.rpartition("-")
        asked = form_type.model_fields.get(stem)
        if asked is not None and code in LANGUAGES and asked.annotation is Localized:
            if isinstance(value, str) and value.strip():
                nested.setdefault(stem, {})[code] = value.strip()
            else:
                nested.setdefault(stem, {})
            continue
        known = form_type.model_fields.get(name)
        if value == "" and known is not None and not _takes_text(known.annotation):
            if known.is_required():
                continue  # «Fill this in.» instead of a parsing error
            nested[name] = known.get_default(call_default_factory=True)
            continue
        nested[name] = value
    return nested


def _asks_list(annotation: Any) -> bool:
    return get_origin(annotation) is list


def _takes_text(annotation: Any) -> bool:
    return annotation is str or str in get_args(annotation) or _asks_list(annotation)


def _clean(text: str) -> str:
    """One code for each letter, Unix line ends, and no NUL, which PostgreSQL refuses."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\0", "")
