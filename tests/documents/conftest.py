"""The invented assessment, set once per language and format for all tests of documents."""

from __future__ import annotations

import io
from typing import Any

import docx
import pypdf
import pytest

from nadhir.doctrine.text import LANGUAGES
from nadhir.documents import pdf, word
from tests.documents import sample


@pytest.fixture(scope="session")
def papers() -> dict[str, pypdf.PdfReader]:
    """The assessment as PDF, by language."""
    return {lang: pypdf.PdfReader(io.BytesIO(pdf.to_pdf(sample.assessment(lang)))) for lang in LANGUAGES}


@pytest.fixture(scope="session")
def files() -> dict[str, Any]:
    """The assessment as Word, opened again, by language."""
    return {lang: docx.Document(io.BytesIO(word.to_word(sample.assessment(lang)))) for lang in LANGUAGES}
