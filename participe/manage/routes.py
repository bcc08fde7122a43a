"""The addresses of management, under /manage; those of the platform's operator under /platform."""

from participe.manage.screens import (
    accessibility,
    administration,
    answer_templates,
    boxes,
    bulk,
    documents,
    duplicates,
    enquiries,
    home,
    ideas,
    import_columns,
    imports,
    jobs,
    opinions,
    paper,
    paper_entry,
    paper_sheets,
    phases,
    platform,
    platform_administrations,
    platform_people,
    platform_queues,
    projects,
    questions,
    settings,
    staff,
    statements,
    topics,
)

routes = [
    route
    for screen in (
        home, accessibility, administration, answer_templates, bulk, platform, platform_administrations, platform_people, platform_queues, enquiries, staff, jobs, projects, settings, phases, boxes, questions,
        documents, statements, opinions, duplicates, ideas, imports, import_columns, topics, paper,
        paper_entry, paper_sheets,
    )
    for route in screen.routes
]  # fmt: skip
