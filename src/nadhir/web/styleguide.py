"""What the style guide shows: every component with sample data, in the three languages.

The samples are fiction in an invented place, short enough to read the components by. Page writers copy
from `templates/styleguide.html`; a test renders it in each language.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from nadhir.doctrine.text import Text, language
from nadhir.documents import charts
from nadhir.documents.charts import BarState

# One word or sentence in Arabic, English and French, by its place in the guide.
_W: dict[str, tuple[str, str, str]] = {
    "watch": ("الرصد", "Watch", "Veille"),
    "today": ("السبت 21 تشرين الثاني/نوفمبر 2026", "Saturday 21 November 2026", "Samedi 21 novembre 2026"),
    "answer": (
        "يسوء الوضع في <b>ثلاثة أماكن</b> هذا الأسبوع. أسرعها <b>وادي النور</b>: ارتفع عدد الوفيات إلى أعلى مستوى منذ"
        " ثلاث سنوات، ووردت 47 رسالة تحريضية جديدة، ولم يُحدَّث تقييم الحالة منذ 62 يومًا.",
        "It gets worse in <b>three places</b> this week, fastest in <b>Nour Valley</b>: deaths are at their highest"
        " in three years, 47 new inciting messages came in, and the assessment is 62 days old.",
        "La situation s’aggrave dans <b>trois lieux</b> cette semaine, surtout dans la <b>vallée de Nour</b> : le"
        " nombre de morts est au plus haut depuis trois ans, 47 nouveaux messages d’incitation sont arrivés et"
        " l’évaluation date de 62 jours.",
    ),
    "map_title": ("خطر بدء قتل جماعي خلال سنتين", "Risk of new mass killing within two years", "Risque de nouvelle tuerie de masse sous deux ans"),
    "map_note": ("توقّع إحصائي · ليس حكمًا", "statistical forecast · not a verdict", "prévision statistique · non un verdict"),
    "desk": ("على مكتبي", "On my desk", "Sur mon bureau"),
    "list": ("قائمة الرصد", "Watch list", "Liste de veille"),
    "list_note": ("مرتّبة بحسب التغيّر · أرقام مصطنعة", "sorted by change · made-up figures", "triée par évolution · chiffres inventés"),
    "country": ("البلد", "Country", "Pays"),
    "risk": ("الخطر", "Risk", "Risque"),
    "deaths": ("الوفيات، 36 شهرًا", "Deaths, 36 months", "Morts, 36 mois"),
    "incitement": ("تحريض، 7 أيام", "Incitement, 7 days", "Incitation, 7 jours"),
    "assessment": ("التقييم", "Assessment", "Évaluation"),
    "why": ("لماذا الآن", "Why now", "Pourquoi maintenant"),
    "sign": ("وقّع تقييم «وادي النور»", "Sign the assessment “Nour Valley”", "Signer l’évaluation « vallée de Nour »"),
    "sign_note": ("مسودة ثانية · رأي مخالف واحد", "second draft · one dissent", "deuxième projet · un avis divergent"),
    "triage": ("14 تقريرًا عنيفًا بلا فرز", "14 violent reports not sorted", "14 rapports violents non triés"),
    "triage_note": ("أقدمها قبل 9 ساعات", "the oldest is 9 hours old", "le plus ancien a 9 heures"),
    "ack": ("أُقرّ باستلام إنذار شمال كيفو", "The warning for the north was acknowledged", "L’alerte pour le nord a été reçue"),
    "ack_note": ("لم يُسجَّل قرار منذ 4 أيام", "no decision recorded for 4 days", "aucune décision depuis 4 jours"),
    "memo": ("مذكرة التفاهم مع مركز الحوار", "Memorandum with the dialogue centre", "Protocole avec le centre de dialogue"),
    "memo_note": ("التزامان من ثمانية لم ينجزا", "two of eight commitments not done", "deux engagements sur huit non tenus"),
    "t_today": ("اليوم", "today", "aujourd’hui"),
    "t_late": ("متأخر", "late", "en retard"),
    "t_decide": ("قرار؟", "decide?", "décider ?"),
    "t_days": ("30 يومًا", "30 days", "30 jours"),
    "valley": ("وادي النور", "Nour Valley", "Vallée de Nour"),
    "fiction": ("عرض توضيحي خيالي", "fictional demonstration", "démonstration fictive"),
    "meta": ("قيد الرصد منذ 3 آذار/مارس 2026 · المكتب الإقليمي · TLP:AMBER", "under watch since 3 March 2026 · owner: Regional desk · TLP:AMBER", "suivie depuis le 3 mars 2026 · bureau régional · TLP:AMBER"),
    "overview": ("نظرة عامة", "Overview", "Aperçu"),
    "evidence": ("الأدلة", "Evidence", "Indices"),
    "tensions": ("التوترات", "Tensions", "Tensions"),
    "warnings": ("الإنذارات", "Warnings", "Alertes"),
    "disagree": ("الأدلة والتوقّع لا يتفقان.", "Evidence and forecast disagree.", "Les indices et la prévision divergent."),
    "disagree_text": ("المحللون: مرتفع ويزداد. النموذج: 3.1 %، المرتبة 41. ليس لدى النموذج أرقام عن التعبئة على أساس الهوية (7.13) منذ آب/أغسطس.", "Analysts: high and rising. Model: 3.1 %, rank 41. The model has no figures on identity-based mobilisation (7.13) since August.", "Analystes : élevé et en hausse. Modèle : 3,1 %, rang 41. Le modèle n’a pas de chiffres sur la mobilisation identitaire (7.13) depuis août."),
    "both": ("انظر الجانبين", "See both sides", "Voir les deux côtés"),
    "framework": ("إطار التحليل", "Framework of Analysis", "Cadre d’analyse"),
    "framework_note": ("2014 · قُيّم 61 مؤشرًا من 143 · لا يُحسب مجموع", "2014 · 61 of 143 indicators assessed · no score is computed", "2014 · 61 indicateurs sur 143 évalués · aucun score"),
    "f1": ("نزاع مسلح أو اضطراب آخر", "Armed conflict or other instability", "Conflit armé ou autre instabilité"),
    "f2": ("سجل انتهاكات خطيرة", "Record of serious violations", "Antécédents de violations graves"),
    "f6": ("غياب عوامل التخفيف", "Absence of mitigating factors", "Absence de facteurs d’atténuation"),
    "f7": ("ظروف ميسِّرة", "Enabling circumstances", "Circonstances propices"),
    "f8": ("عوامل مسبِّبة", "Triggering factors", "Facteurs déclencheurs"),
    "rising": ("يتصاعد", "rising", "en hausse"),
    "steady": ("مستقر", "steady", "stable"),
    "high": ("مرتفع", "high", "élevé"),
    "moderate": ("متوسط", "moderate", "modéré"),
    "low": ("منخفض", "low", "faible"),
    "very_low": ("ضئيل جدًا", "very low", "très faible"),
    "very_high": ("مرتفع جدًا", "very high", "très élevé"),
    "present": ("قائم", "present", "présent"),
    "mitigation": ("وُجد تخفيف", "mitigation found", "atténuation constatée"),
    "absent": ("غير قائم", "absent", "absent"),
    "no_information": ("لا معلومات", "no information", "aucune information"),
    "not_assessed": ("لم يُقيَّم", "not assessed", "non évalué"),
    "latest": ("أحدث دليل", "Latest evidence", "Dernier indice"),
    "latest_note": ("7.14 خطاب تحريضي · أدميرالية C3", "7.14 inflammatory rhetoric · Admiralty C3", "7.14 discours incendiaire · Amirauté C3"),
    "original": ("الأصل", "Original", "Original"),
    "m_group": ("المجموعة المقصودة: أهل الضفة الشرقية", "the group meant: people of the east bank", "le groupe visé : les gens de la rive est"),
    "m_risk": ("لفظ ينزع الإنسانية · 7.14", "dehumanising word · 7.14", "terme déshumanisant · 7.14"),
    "m_ease": ("خطاب مضاد من شيخ محترم · تخفيف 6.1", "counter-speech by a respected elder · mitigation 6.1", "contre-discours d’un ancien respecté · atténuation 6.1"),
    "code": ("رمّز إلى مؤشر", "Code to indicator", "Coder vers un indicateur"),
    "open": ("افتح ورقة التعبير", "Open expression", "Ouvrir l’expression"),
    "warning7": ("الإنذار 2026-07", "Warning 2026-07", "Alerte 2026-07"),
    "lag": ("14 يومًا من الإشارة إلى الفعل", "14 days from signal to action", "14 jours du signal à l’action"),
    "s1": ("إشارة", "Signal", "Signal"),
    "s2": ("تقييم", "Assessed", "Évalué"),
    "s3": ("إنذار", "Warned", "Alerté"),
    "s4": ("إقرار", "Acknowledged", "Accusé reçu"),
    "s5": ("قرار", "Decided", "Décidé"),
    "s6": ("نتيجة", "Result", "Résultat"),
    "d1": ("2 تشرين الثاني", "2 Nov", "2 nov."),
    "d2": ("+5 أيام", "+5 d", "+5 j"),
    "d3": ("+1 يوم", "+1 d", "+1 j"),
    "d4": ("+3 ساعات", "+3 h", "+3 h"),
    "d6": ("مستحق 28 تشرين الثاني", "due 28 Nov", "prévu 28 nov."),
    "happened": ("ما جرى", "What happened", "Ce qui s’est passé"),
    "e1": ("زار مجلس الأعيان السوق قبل يومه", "The council of elders visited the market before its day", "Le conseil des anciens a visité le marché la veille"),
    "e2": ("خطبة فيها لفظ ينزع الإنسانية", "A sermon with a dehumanising word", "Un prêche avec un terme déshumanisant"),
    "e3": ("أُغلق الطريق إلى الضفة الشرقية", "The road to the east bank was closed", "La route de la rive est a été fermée"),
    "by": ("منسقة الحوار", "dialogue coordinator", "coordinatrice du dialogue"),
    "tell": ("أخبرنا بما حدث", "Tell us what happened", "Dites-nous ce qui s’est passé"),
    "tell_note": ("لا حاجة إلى حساب. لا نطلب اسمك.", "No account needed. We do not ask your name.", "Pas besoin de compte. Nous ne demandons pas votre nom."),
    "what": ("ماذا رأيت أو سمعت؟", "What did you see or hear?", "Qu’avez-vous vu ou entendu ?"),
    "what_hint": ("اكتب بكلماتك…", "In your own words…", "Avec vos propres mots…"),
    "where": ("أين؟", "Where?", "Où ?"),
    "where_help": ("يُعرض المكان تقريبيًا ولا يراه إلا المحلّلون.", "Shown roughly, and only to analysts.", "Affiché approximativement, et aux analystes seulement."),
    "when": ("متى؟", "When?", "Quand ?"),
    "yesterday": ("أمس", "yesterday", "hier"),
    "week": ("هذا الأسبوع", "this week", "cette semaine"),
    "other": ("تاريخ آخر", "another date", "une autre date"),
    "agree": ("أوافق على أن يُسأل عني لاحقًا", "You may ask me again later", "Vous pouvez me recontacter"),
    "send": ("أرسل", "Send", "Envoyer"),
    "offline": ("أنت غير متصل بالإنترنت. سيُحفظ تقريرك على هذا الجهاز ويُرسل عند عودة الاتصال، ثم يُمحى منه.", "You are offline. Your report stays on this device, is sent when the line is back, and is then removed from it.", "Vous êtes hors ligne. Votre rapport reste sur cet appareil, part au retour de la connexion, puis en est effacé."),
    "too_short": ("اكتب جملة واحدة على الأقل.", "Write one sentence at least.", "Écrivez au moins une phrase."),
    "inbox": ("الوارد", "Inbox", "Réception"),
    "report": ("التقرير", "Report", "Rapport"),
    "concern": ("الأولوية", "Priority", "Priorité"),
    "age": ("العمر", "Age", "Âge"),
    "urgent": ("عاجل", "urgent", "urgent"),
    "review": ("للمراجعة", "to review", "à examiner"),
    "empty": ("لا شيء في الوارد", "Nothing in the inbox", "Rien dans la réception"),
    "empty_text": ("هنا تظهر التقارير التي لم تُفرز بعد، والعنيف منها أولًا.", "Reports that nobody has sorted yet stand here, violence first.", "Ici apparaissent les rapports non triés, la violence d’abord."),
    "empty_1": ("استورد ملفًا من سطر الأوامر.", "Load a file from the command line.", "Chargez un fichier depuis la ligne de commande."),
    "empty_2": ("أو شغّل مصدرًا.", "Or switch a source on.", "Ou activez une source."),
    "dismissed": ("صُرف التقرير. ما زال في السجل.", "The report was dismissed. The ledger still holds it.", "Le rapport a été écarté. Le registre le conserve."),
    "undo": ("تراجع", "Undo", "Annuler"),
    "saved": ("حُفظت المسودة.", "The draft is kept.", "Le projet est enregistré."),
    "dismiss": ("اصرف…", "Dismiss…", "Écarter…"),
    "dismiss_q": ("يخرج التقرير من الوارد ويبقى في السجل. يمكن التراجع.", "The report leaves the inbox and stays in the ledger. This can be undone.", "Le rapport quitte la réception et reste au registre. C’est réversible."),
    "loading": ("تُقرأ التقارير", "Reading reports", "Lecture des rapports"),
    "loading_detail": ("2,310 من 7,000 · نحو دقيقة", "2,310 of 7,000 · about a minute", "2 310 sur 7 000 · une minute environ"),
    "shown": ("1–50 من 7,000", "1–50 of 7,000", "1–50 sur 7 000"),
    "search": ("كلمات", "Words", "Mots"),
    "kind": ("النوع", "Kind", "Type"),
    "violence": ("عنف", "violence", "violence"),
    "facts": ("وقائع", "Facts", "Faits"),
    "source": ("المصدر", "Source", "Source"),
    "rating": ("التقدير", "Rating", "Cote"),
    "custody": ("البصمة", "Fingerprint", "Empreinte"),
    "chart": ("وفيات شهرية والمتوقع", "Deaths a month, and what is to come", "Morts par mois, et à venir"),
    "places": ("حوادث على الخريطة", "Events on a map", "Événements sur une carte"),
    "events": ("حوادث", "events", "événements"),
}  # fmt: skip

# Made up, in the shape of real series.
_DEATHS = [3, 5, 2, 4, 6, 3, 8, 5, 7, 4, 6, 9, 5, 8, 6, 7, 5, 9, 8, 6, 7, 10, 8, 9, 12, 9, 11, 26, 24, 12, 14, 13, 15, 14, 18, 31]
_STATES: dict[str, tuple[BarState, ...]] = {
    letter: state  # type: ignore[misc]
    for letter, state in {
        "p": "present", "m": "mitigation", "a": "absent", "n": "no_information", "-": "not_assessed",
    }.items()
}  # fmt: skip
