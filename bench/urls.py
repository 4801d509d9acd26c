"""The addresses of the service, and one page that says nothing."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from cuffing.urls import urlpatterns as of_the_service


def bare(request):
    """What the server, the middleware and the session cost."""
    return HttpResponse("Nothing.")


def constant(request):
    """The same with the frame that every page has."""
    return render(request, "home.html", {})


urlpatterns = [
    path("bench/bare/", bare),
    path("bench/constant/", constant),
    *of_the_service,
]
