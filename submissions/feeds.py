"""The newest published submissions as an Atom feed. What is withdrawn is simply no longer in it."""

from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language, gettext

from submissions.dataset import absolute
from submissions.listing import SHOWN, entries
from submissions.models.publication import Publication
from submissions.views.page import public_page
from submissions.views.public import get_published

NEWEST = 50


class DatedFeed(Atom1Feed):
    """A feed whose date is that of the last change, so that nothing new is the same bytes."""

    def latest_post_date(self):
        return self.feed["changed_at"]


@public_page
def feed(request, slug):
    call = get_published(slug)
    changed_at = Publication.objects.filter(call=call).changed_at() or call.opens_at
    atom = DatedFeed(
        title=gettext("Published submissions: %(title)s") % {"title": call.display_title},
        link=absolute("published-list", call.slug),
        feed_url=absolute("feed", call.slug),
        description="",
        language=get_language(),
        changed_at=changed_at,
    )
    published = Publication.objects.live().filter(call=call).only(*SHOWN, "first_published_at", "published_at")
    newest = list(published.order_by("-published_at", "-number")[:NEWEST])
    for publication, entry in zip(newest, entries(newest), strict=True):
        address = absolute("published", call.slug, publication.number)
        atom.add_item(
            title=gettext("Submission %(number)s: %(name)s") % {"number": publication.number, "name": entry.name},
            link=address,
            unique_id=address,
            description=escape(entry.opening),  # Django calls it HTML
            author_name=entry.name,
            pubdate=publication.first_published_at,
            updateddate=publication.published_at,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
