"""All checks of websites, one module each. A new one is a module, a line here, a rulebook entry and its cases."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from publisher.checks import accessibility
from publisher.checks.base import Check
from publisher.checks.content import mojibake, placeholder, simplified
from publisher.checks.disclosure import (
    empty_item,
    missing_accessibility_badge,
    missing_item,
    missing_required_page,
    missing_section,
    outdated_item,
)
from publisher.checks.documents import no_odf_twin, pdf_without_text, unreadable, untagged_pdf, wrong_type
from publisher.checks.freshness import (
    expired_event,
    expired_notice,
    missing_update_date,
    old_year,
    past_take_down_date,
    stale_page,
)
from publisher.checks.leaks import personal_data_in_document, personal_data_on_page, public_contact
from publisher.checks.links import (
    broken,
    endless_addresses,
    insecure_form,
    local_file,
    missing_fragment,
    mixed_content,
    orphan_page,
    private_address,
    probably_broken,
    redirect_chain,
    soft_404,
)
from publisher.checks.metadata import (
    bad_category,
    empty_dublin_core,
    missing_category,
    missing_dublin_core,
    missing_language,
    missing_title,
    repeated_title,
)
from publisher.checks.services import missing_part, not_registered
from publisher.model.errors import UserError
from publisher.model.text import msg

CHECKS: tuple[Check, ...] = (
    broken.CHECK,
    endless_addresses.CHECK,
    insecure_form.CHECK,
    local_file.CHECK,
    missing_fragment.CHECK,
    mixed_content.CHECK,
    orphan_page.CHECK,
    private_address.CHECK,
    probably_broken.CHECK,
    redirect_chain.CHECK,
    soft_404.CHECK,
    expired_event.CHECK,
    expired_notice.CHECK,
    missing_update_date.CHECK,
    old_year.CHECK,
    past_take_down_date.CHECK,
    stale_page.CHECK,
    no_odf_twin.CHECK,
    pdf_without_text.CHECK,
    unreadable.CHECK,
    untagged_pdf.CHECK,
    wrong_type.CHECK,
    empty_item.CHECK,
    missing_accessibility_badge.CHECK,
    missing_item.CHECK,
    missing_required_page.CHECK,
    missing_section.CHECK,
    outdated_item.CHECK,
    bad_category.CHECK,
    empty_dublin_core.CHECK,
    missing_category.CHECK,
    missing_dublin_core.CHECK,
    missing_language.CHECK,
    missing_title.CHECK,
    repeated_title.CHECK,
    personal_data_in_document.CHECK,
    personal_data_on_page.CHECK,
    public_contact.CHECK,
    mojibake.CHECK,
    placeholder.CHECK,
    simplified.CHECK,
    missing_part.CHECK,
    not_registered.CHECK,
    *accessibility.CHECKS,
)

FAMILIES: tuple[str, ...] = tuple(dict.fromkeys(check.family for check in CHECKS))


def chosen(names: Iterable[str]) -> tuple[Check, ...]:
    """The checks with these ids or of these families, all without any; UserError for a name that is neither."""
    wanted = tuple(names)
    known = [*FAMILIES, *(check.id for check in CHECKS)]
    for name in wanted:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = msg("did you mean {near}?", near=near[0]) if near else None
            raise UserError(msg("there is no check or family of checks {name}", name=name), hint=hint)
    return tuple(check for check in CHECKS if not wanted or check.id in wanted or check.family in wanted)
