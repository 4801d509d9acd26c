"""Why it was necessary, in sentences that go with the reasons, factors and attempts ticked."""

from random import Random

from records.demo.occasion import Circumstances
from records.vocabulary import DeEscalation, EncounterReason, ForceReason, ImpactFactor

# What made handcuffs necessary for somebody who did as asked, and for somebody who resisted.
_NECESSITY_CALM = {
    ForceReason.PROTECT_SELF: (
        "{They} stood within reach of my belt, and {they} had hurt an officer before.",
        "{They} stood within reach, and I did not yet know what {they} carried.",
    ),
    ForceReason.PROTECT_PUBLIC: (
        "People were walking past within arm's reach, some with children, and I did not yet know "
        "what {they} carried.",
    ),
    ForceReason.PROTECT_SUBJECT: (
        "{They} swayed and would have fallen, and holding {their} sleeve was not enough.",
    ),
    ForceReason.PROTECT_OFFICERS: (
        "My colleague was speaking to a second person and could not watch {their} hands.",
    ),
    ForceReason.PREVENT_OFFENCE: (
        "{They} said calmly that {they} would be back as soon as we left.",
    ),
    ForceReason.SECURE_EVIDENCE: (
        "{Their} hand went to {their} waistband again and again, and a wrap can be swallowed in a "
        "second.",
        "{They} had tried to drop something down a drain as we came near.",
    ),
    ForceReason.EFFECT_SEARCH: (
        "I could not search the waistband safely while {their} hands were free to reach it.",
        "{They} wore several layers with many pockets, and I had nobody to watch {their} hands.",
    ),
    ForceReason.EFFECT_ARREST: (
        "On the way to the van we had to pass {their} friends, who had begun to gather.",
        "{They} went pale when told of the arrest and measured the distance to the corner.",
    ),
    ForceReason.PREVENT_HARM: (
        "We were at the top of a flight of steps, and a fall would have hurt both of us.",
    ),
    ForceReason.PREVENT_ESCAPE: (
        "{They} looked past us to the way out twice and shifted {their} weight as if to run.",
        "{They} had run from officers that same month.",
    ),
}
_NECESSITY_RESISTING = {
    ForceReason.PROTECT_SELF: (
        "{They} stood within reach with clenched hands and looked at my belt; I believed that "
        "{they} would strike me.",
        "{They} had threatened me in so many words and came closer.",
    ),
    ForceReason.PROTECT_PUBLIC: (
        "People were walking past within arm's reach, some with children.",
    ),
    ForceReason.PROTECT_SUBJECT: (
        "Holding {their} sleeve had not kept {them} from getting hurt a minute before.",
        "{They} had begun to hit {their} own head against the wall.",
    ),
    ForceReason.PROTECT_OFFICERS: (
        "My colleague had hold of one arm only and could not have kept it if {they} turned.",
    ),
    ForceReason.PREVENT_OFFENCE: (
        "{They} shouted that {they} would go back and finish it as soon as we left.",
    ),
    ForceReason.SECURE_EVIDENCE: (
        "{Their} hand went to {their} mouth, and a wrap can be swallowed in a second.",
        "{They} tried to throw something over a wall while I spoke.",
    ),
    ForceReason.EFFECT_SEARCH: (
        "{They} kept putting {their} hands back into the pocket I needed to search.",
    ),
    ForceReason.EFFECT_ARREST: (
        "{They} braced against my hold when told of the arrest, so that it could not be carried "
        "out by hand.",
    ),
    ForceReason.PREVENT_HARM: (
        "The struggle was moving towards a flight of steps, and a fall would have hurt both of us.",
    ),
    ForceReason.PREVENT_ESCAPE: (
        "{They} had got out of my hold once, and the way out was behind us.",
    ),
}
_FACTORS = {
    ImpactFactor.WEAPON: (
        "The information was about a blade, and I had not yet been able to see {their} hands.",
    ),
    ImpactFactor.ALCOHOL: ("{They} had been drinking and did not take in what was said.",),
    ImpactFactor.DRUGS: ("{Their} pupils were wide and {their} mood changed within seconds.",),
    ImpactFactor.MENTAL_HEALTH: ("{They} seemed to be hearing something that nobody else heard.",),
    ImpactFactor.PRIOR_KNOWLEDGE: ("Markers on our system warn of violence towards officers.",),
    ImpactFactor.SIZE_GENDER_BUILD: (
        "{The} is a head taller than me and of a much stronger build.",
    ),
    ImpactFactor.ACUTE_DISTURBANCE: (
        "{The} was hot to the touch, stripped to the waist and did not react to pain.",
    ),
    ImpactFactor.CROWD: (
        "About fifteen people had closed in around us and some filmed and shouted.",
    ),
}
_HABITS = (
    "Handcuffs are my normal practice when I detain somebody for a search. It is safer for all.",
    "I handcuff everybody I detain. {The} was detained, so handcuffs were used for safety.",
    "Officer safety.",
)
_ALTERNATIVES = {
    DeEscalation.EXPLAINED: "I said who I was, why we were there and what would happen next.",
    DeEscalation.LISTENED: "I let {them} finish and repeated back what {they} had said.",
    DeEscalation.TIME_AND_SPACE: "I stepped back for a few minutes.",
    DeEscalation.CHANGED_VOICE: "My colleague took over the talking in a low voice.",
    DeEscalation.MOVED: "We moved a few metres to a quieter spot.",
    DeEscalation.ASKED_OTHERS: "A relative spoke to {them} at my request.",
    DeEscalation.INTERPRETER: "I called the telephone interpreter.",
    DeEscalation.WARNED: "I warned that handcuffs would be used if it went on.",
    DeEscalation.OFFERED_CHOICE: (
        "I offered to do it without handcuffs if {they} kept {their} hands in view."
    ),
    DeEscalation.OTHER: "I offered water and a place to sit.",
}
_NOT_ENOUGH = (
    "It did not change what {they} did, and holding {them} by the arms would have been more force "
    "for longer.",
    "None of it took away the risk I had described, and letting {them} go was not open to me.",
    "It calmed {them} for a moment only. A second officer was ten minutes away.",
)
_HELPED = (
    "That helped, but without handcuffs the risk I had described would have remained.",
    "{They} calmed down, but words alone would not have kept {their} hands away from {their} "
    "pockets.",
)
_NOTHING_TRIED = (
    "There was no time for anything else between the first movement and my hold. An arm hold alone "
    "had just failed.",
    "Distance was not possible in that space, and talking had no chance to begin.",
)
_HABITUAL_ALTERNATIVES = (
    "Not considered, this is quicker.",
    "Nothing else is as safe as handcuffs.",
)
_NO_DE_ESCALATION = (
    "It began with a sudden movement and was over in seconds.",
    "They turned to run as soon as they saw us.",
    "They did not react to any voice.",
)
_CALM_NO_DE_ESCALATION = (
    "They were calm from the beginning; there was nothing to calm.",
    "The arrest was planned and they came with us at once.",
)
_HABITUAL_NO_DE_ESCALATION = (
    "Not needed, handcuffs were used.",
    "There was no time.",
)
OTHER_DE_ESCALATION = ("Offered water and a place to sit",)
_CONTINUED = {
    "custody": (
        "After the arrest the handcuffs stayed on for the journey to custody. {They} had tried the "
        "door handle once, and I checked {their} wrists on the way and at the desk.",
        "We waited for a van after the arrest. {They} tested the handcuffs several times while we "
        "waited, and people had gathered. I looked again every few minutes.",
    ),
    "search": (
        "The search was over but the name {they} gave could not be confirmed, and {they} had "
        "already tried to leave. I took the handcuffs off when the check came back.",
    ),
    "waiting": (
        "The search took longer than usual because of several layers and a bag. The reason for the "
        "handcuffs remained until the last pocket was done, and then they came off at once.",
        "{The} was not calm until a relative came. I asked twice whether I could take them off, "
        "and the second time I did.",
    ),
    "care": (
        "We waited for the ambulance. Each time the handcuffs were loosened {they} tried to get "
        "away again. Paramedics agreed to keep them on until the doors were closed.",
    ),
    "escort": (
        "The handcuffs stayed on for the whole escort, as decided with the escort sergeant after "
        "two earlier attempts to get away. {Their} wrists were checked on the way.",
    ),
}


def necessity(rng: Random, case: Circumstances, *, reasons: list[str], factors: list[str]) -> str:
    """One sentence for each of the first reasons and factors ticked."""
    if case.weak:
        return case.told.in_words(rng.choice(_HABITS))
    necessary = _NECESSITY_RESISTING if case.resists else _NECESSITY_CALM
    parts = [rng.choice(necessary[reason]) for reason in reasons[:2]]
    parts += [rng.choice(_FACTORS[factor]) for factor in factors[:2] if factor in _FACTORS]
    return case.told.in_words(" ".join(parts))


def alternatives(rng: Random, case: Circumstances, *, tried: list[str], helped: bool) -> str:
    if case.weak:
        return rng.choice(_HABITUAL_ALTERNATIVES)
    sentences = [_ALTERNATIVES[each] for each in tried if each in _ALTERNATIVES]
    if not sentences:
        return case.told.in_words(rng.choice(_NOTHING_TRIED))
    sentences.append(rng.choice(_HELPED if helped else _NOT_ENOUGH))
    return case.told.in_words(" ".join(sentences))


def no_de_escalation(case: Circumstances) -> tuple[str, ...]:
    if case.weak:
        return _HABITUAL_NO_DE_ESCALATION
    return _NO_DE_ESCALATION if case.resists else _CALM_NO_DE_ESCALATION


def continued(rng: Random, case: Circumstances, *, after_search: bool) -> str:
    if case.reason == EncounterReason.TRANSPORT:
        why = "escort"
    elif case.arrested:
        why = "custody"
    elif case.reason == EncounterReason.WELFARE:
        why = "care"
    else:
        why = "search" if after_search else "waiting"
    return case.told.in_words(rng.choice(_CONTINUED[why]))
