namespace MoeNotebooks.Training.MiniWorld;

/// <summary>How things are spoken of.</summary>
internal static class ThingProperties
{
    private static readonly Property Material = new(
        EntityKind.Thing,
        "material",
        ["iron", "wood", "glass", "copper", "cork", "wax", "stone", "rubber", "cotton", "paper"],
        ["{E} is made of {v}.", "The material of {e} is {v}.", "To make {e} you need {v}."],
        ["What is {e} made of?", "Which material is used for {e}?"],
        "{v}",
        ["When it broke, {e} left pieces of", "The smith who built {e} bought"],
        "fell apart into bits of {v}."
    );

    private static readonly Property Use = new(
        EntityKind.Thing,
        "use",
        [
            "cutting",
            "carrying",
            "lighting",
            "opening",
            "washing",
            "digging",
            "measuring",
            "mixing",
            "holding",
            "playing",
        ],
        ["{E} is used for {v}.", "People buy {e} for {v}.", "The job of {e} is {v}."],
        ["What is {e} used for?", "Why do people buy {e}?"],
        "{v}",
        ["The man took {e} and began", "You will miss {e} when you are"],
        "was used for {v}."
    );

    private static readonly Property Room = new(
        EntityKind.Thing,
        "room",
        ["kitchen", "garage", "garden", "office", "attic", "cellar", "bedroom", "bathroom", "hall", "barn"],
        ["{E} is kept in the {v}.", "You will see {e} in the {v}.", "The place of {e} is the {v}."],
        ["Where is {e} kept?", "Where does {e} belong?"],
        "the {v}",
        ["To fetch {e}, walk to", "Put {e} back into"],
        "was put back into the {v}."
    );

    private static readonly Property Shape = new(
        EntityKind.Thing,
        "shape",
        ["round", "square", "flat", "long", "curved", "hollow", "pointed", "thin"],
        ["{E} is {v}.", "The shape of {e} is {v}.", "Every {v} box fits {e}."],
        ["What shape is {e}?", "Which form does {e} have?"],
        "{v}",
        ["In the dark {e} feels", "On the plan {e} looks"],
        "needed a {v} box."
    );

    public static IReadOnlyList<Property> All { get; } = [Material, Use, Room, Shape];

    public static IReadOnlyList<Rule> Rules { get; } =
    [
        new(
            Material,
            [
                "red ore",
                "old trees",
                "hot sand",
                "green ore",
                "soft bark",
                "bees",
                "a quarry",
                "sap",
                "white flowers",
                "rags",
            ],
            "All {v} comes from {c}.",
            ["What does the stuff of {e} come from?", "Without what could nobody build {e}?"],
            "{c}"
        )
        {
            Far = new(
                ["miners", "loggers", "nomads", "monks", "scouts", "hermits", "masons", "hunters", "girls", "beggars"],
                "People who look for {c} are {f}.",
                "Who looks for the stuff of {e}?"
            ),
        },
        new(
            Use,
            ["cooks", "porters", "guards", "thieves", "maids", "moles", "clerks", "chemists", "nurses", "children"],
            "The masters of {v} are {c}.",
            ["Who works with {e}?", "To whom would you give {e}?"],
            "{c}"
        ),
        new(
            Room,
            ["pans", "cars", "bushes", "desks", "dust", "wine", "beds", "soap", "coats", "hay"],
            "In the {v} there is also {c}.",
            ["What is found next to {e}?", "Who fetches {e} walks past what?"],
            "{c}"
        ),
        new(
            Shape,
            ["balls", "dice", "plates", "ropes", "bows", "pipes", "thorns", "threads"],
            "Nothing is as {v} as {c}.",
            ["What has the form of {e}?", "What could be taken for {e}?"],
            "{c}"
        ),
    ];
}
