def test_x(db):
    from t7shim import an_encounter
    import time
    from records.vocabulary import Involvement
    from t7shim import an_officer
    for st in ("draft","submitted","returned","accepted","escalated","upheld","withdrawn","discarded"):
        t=time.time(); e=an_encounter(st, colleagues={an_officer(): Involvement.APPLIED}); print(st, e.status, round(time.time()-t,3))
    from records import models
    from django.apps import apps
    for m in apps.get_app_config("records").get_models(): print(m.__name__, m.objects.count(), [f.name for f in m._meta.get_fields() if f.name.startswith("pgh")])
    E=apps.get_model("records","EncounterEvent")
    for ev in E.objects.order_by("pgh_id")[:9]: print(ev.pgh_label, ev.pgh_context, ev.version, ev.status, ev.pgh_created_at)
