"""Import of a file: choose it, answer what only its owner knows, watch it, read what became of it."""

from __future__ import annotations

import streamlit as st

from core.data.ingest import FilePreview, ImportOptions, ImportProblem, preview, save_profile
from core.data.store import Store
from dashboard import format as fmt
from dashboard.components import import_questions as ask
from dashboard.components.import_job import ImportJob
from dashboard.components.import_report import show_report
from dashboard.components.uploads import Upload, forget, keep
from dashboard.format import escape_markdown
from dashboard.navigation import PAGES

JOB, SEEN = "_queuewise_import_job", "_queuewise_import_preview"
ENDINGS = ["csv", "tsv", "txt", "xlsx", "xls", "ods", "parquet", "jsonl", "ndjson", "json", "gz", "zip"]


def import_panel(store: Store) -> bool:
    """The whole import on one panel; it shows the step that is next. True while there is no file yet."""
    job = _job()
    with st.container(border=True, key="import_panel"):
        st.markdown("**Import a file**")
        if job is not None and job.is_running:
            _watch()
        elif job is not None:
            _finished(store, job)
        else:
            return _choose(store)
    return False


def _job() -> ImportJob | None:
    job = st.session_state.get(JOB)
    return job if isinstance(job, ImportJob) else None


def _choose(store: Store) -> bool:
    upload = st.file_uploader(
        "Drop an export of your help desk here: CSV, TSV, Excel, Parquet or JSON lines, also as .gz or .zip",
        type=ENDINGS,
        key="import_file",
    )
    if upload is None:
        st.caption(
            "The file stays on this machine. Subjects, message texts, addresses and names of customers are "
            "not stored; customers become pseudonyms."
        )
        return True
    _options(store, upload)
    return False


def _preview(upload: Upload, store: Store, profile: str | None) -> FilePreview | None:
    """What the file looks like; kept for the session, since reading a large file takes a while."""
    sheet = st.session_state.get("import_sheet")
    key = (upload.file_id, profile, sheet)
    seen: dict[tuple[str, str | None, str | None], FilePreview] = st.session_state.setdefault(SEEN, {})
    if key in seen:
        return seen[key]
    base = ask.base_profile(store, profile)
    try:
        found = preview(keep(upload), profile=base, sheet=sheet)
    except ImportProblem as problem:
        _unreadable(problem)
        return None
    seen[key] = found
    return found


def _unreadable(problem: ImportProblem) -> None:
    if problem.question is not None and problem.question.name == "sheet":
        st.selectbox(
            escape_markdown(problem.question.text), problem.question.choices, index=None, key="import_sheet"
        )
        return
    st.error(escape_markdown(str(problem)), icon=":material/error:")


def _options(store: Store, upload: Upload) -> None:
    first = _preview(upload, store, None)
    if first is None:
        return
    profile = ask.profile(store, first.profile)
    found = _preview(upload, store, profile) if profile and profile != first.profile else first
    if found is None or profile is None:
        return
    st.caption(ask.description(found))
    answers = ask.questions(store, found, profile)
    mapping = ask.mapping(store, found, profile)
    needed = ask.still_needed(store, found, profile, mapping)
    if not needed:
        answers |= ask.late_zone(store, found, profile)
    ask.sample(found)
    save_as = ask.name_for_mapping(mapping)
    source = st.text_input(
        "Name of the help desk",
        key="import_source",
        placeholder="Needed only where several help desks are imported",
        help="Tickets of different help desks may share numbers; the name keeps them apart.",
    )
    unanswered = sum(not value for value in answers.values())
    ready = st.button(
        f"Import {fmt.plural(found.row_count, 'row')}",
        type="primary",
        icon=":material/upload:",
        key="import_start",
        disabled=bool(needed or unanswered),
    )
    if needed:
        st.caption(f"Choose the columns above that hold: {', '.join(needed)}.")
    elif unanswered:
        st.caption(f"Still to be answered above: {fmt.plural(unanswered, 'question')}.")
    if ready:
        options = ask.options_from(profile, source, answers, mapping, found)
        _start(store, upload, options, save_as)


def _start(store: Store, upload: Upload, options: ImportOptions, save_as: str | None) -> None:
    if save_as:
        try:
            options = save_profile(store, save_as, options)
        except ImportProblem as problem:
            st.error(escape_markdown(str(problem)), icon=":material/error:")
            return
    st.session_state[JOB] = ImportJob(str(store.url), keep(upload), options).start()
    st.rerun()


@st.fragment(run_every=0.5)
def _watch() -> None:
    """Progress, twice a second; when the import has ended the whole page is drawn anew."""
    job = _job()
    if job is None or not job.is_running:
        st.rerun()
    step = job.progress
    share = min(step.done / step.total, 1.0) if step.total else 0.0
    words = {"reading": "Reading the file", "checking": "Checking rows", "storing": "Storing rows"}
    count = f": {fmt.count(step.done)} of {fmt.count(step.total)}" if step.total and step.done else ""
    st.progress(share, text=f"{words.get(step.phase, step.phase)}{count}")
    st.button(
        "Stopping…" if job.is_stopping else "Stop",
        key="import_stop",
        icon=":material/stop_circle:",
        disabled=job.is_stopping,
        on_click=job.cancel,
        help="What is stored stays; the same file carries on where it stopped.",
    )


def _finished(store: Store, job: ImportJob) -> None:
    if job.problem is not None:
        _ask_again(store, job, job.problem)
    elif job.report is not None:
        show_report(store, job.report)
    else:
        st.error(
            "The import stopped because of an error in Queuewise. What was stored stays. The log has the "
            f"details under the error id **{job.error_id}**.",
            icon=":material/error:",
        )
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if job.report is not None:
            first = PAGES[0]
            st.page_link(first.path, label=f"Open the {first.title}", icon=":material/arrow_forward:")
        if st.button("Import another file", key="import_again", icon=":material/add:"):
            _reset(job)


def _ask_again(store: Store, job: ImportJob, problem: ImportProblem) -> None:
    if problem.question is None:
        st.error(escape_markdown(str(problem)), icon=":material/error:")
        return
    st.warning(escape_markdown(str(problem)), icon=":material/help:")
    answer = ask.answer(problem.question, store)
    if st.button("Continue", type="primary", key="import_continue", disabled=not answer):
        options = ask.with_answer(job.options, problem.question, str(answer))
        st.session_state[JOB] = ImportJob(str(store.url), job.path, options).start()
        st.rerun()


def _reset(job: ImportJob) -> None:
    forget(job.path)
    for name in (JOB, SEEN, "import_file", "import_sheet"):
        st.session_state.pop(name, None)
    st.rerun()
