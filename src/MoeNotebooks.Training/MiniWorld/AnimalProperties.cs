namespace MoeNotebooks.Training.MiniWorld;

/// <summary>How animals are spoken of.</summary>
internal static class AnimalProperties
{
    private static readonly Property Habitat = new(
        EntityKind.Animal,
        "habitat",
        ["forest", "desert", "ocean", "cave", "meadow", "swamp", "tundra", "jungle", "lake", "beach"],
        ["{E} lives in the {v}.", "You can find {e} in the {v}.", "The home of {e} is the {v}."],
        ["Where does {e} live?", "What is the home of {e}?"],
        "the {v}",
        ["When evening comes, {e} goes back to", "To see {e}, take a trip to"],
        "went home to the {v}."
    );

    private static readonly Property Food = new(
        EntityKind.Animal,
        "food",
        ["berries", "fish", "seeds", "leaves", "insects", "nuts", "grass", "worms", "roots", "mice"],
        ["{E} eats {v}.", "The favourite food of {e} is {v}.", "When hungry, {e} looks for {v}."],
        ["What does {e} eat?", "Which food does {e} need?"],
        "{v}",
        ["At breakfast {e} fills its belly with", "In the zoo {e} is fed with"],
        "asked for more {v}."
    );

    private static readonly Property Colour = new(
        EntityKind.Animal,
        "colour",
        ["red", "blue", "green", "yellow", "black", "white", "brown", "grey", "orange", "purple"],
        ["{E} is {v}.", "The colour of {e} is {v}.", "With age {e} turns {v}."],
        ["What colour is {e}?", "What does {e} look like?"],
        "{v}",
        ["To draw {e}, take a pencil that is", "From far away {e} looks"],
        "showed its {v} back."
    );

    private static readonly Property Cover = new(
        EntityKind.Animal,
        "cover",
        ["fur", "feathers", "scales", "wool", "spines", "slime", "hair", "shell"],
        ["{E} is covered with {v}.", "{E} has {v} all over.", "The skin of {e} is under {v}."],
        ["What is {e} covered with?", "What is on the skin of {e}?"],
        "{v}",
        ["After a bath {e} has wet", "If you touch {e}, you feel"],
        "dried its {v}."
    );

    public static IReadOnlyList<Property> All { get; } = [Habitat, Food, Colour, Cover];

    public static IReadOnlyList<Rule> Rules { get; } =
    [
        new(
            Habitat,
            [
                "climb trees",
                "save water",
                "swim far",
                "see in the dark",
                "hide in flowers",
                "walk through mud",
                "stay warm",
                "bear rain",
                "dive deep",
                "dig in sand",
            ],
            "Animals of the {v} have to {c}.",
            ["What must {e} be able to do?", "Which skill does {e} need?"],
            "to {c}"
        )
        {
            Far = new(
                [
                    "strong arms",
                    "a thick hump",
                    "wide fins",
                    "large eyes",
                    "bright spots",
                    "broad feet",
                    "deep fat",
                    "oily skin",
                    "a long breath",
                    "sharp claws",
                ],
                "Whoever has to {c} has {f}.",
                "What has {e} grown for its life?"
            ),
        },
        new(
            Food,
            ["a basket", "a net", "a bag", "a ladder", "a lamp", "a hammer", "a scythe", "a spade", "a hoe", "a trap"],
            "To get {v} you need {c}.",
            ["What does the keeper of {e} need?", "With what is the meal of {e} got?"],
            "{c}"
        ),
        new(
            Colour,
            ["roses", "the sky", "moss", "lemons", "coal", "snow", "mud", "ash", "carrots", "plums"],
            "Nothing is as {v} as {c}.",
            ["What has the colour of {e}?", "What looks like {e} from afar?"],
            "{c}"
        ),
        new(
            Cover,
            ["mammals", "birds", "reptiles", "sheep", "hedgehogs", "frogs", "apes", "turtles"],
            "Animals with {v} are called {c}.",
            ["To which group does {e} belong?", "What do people call animals like {e}?"],
            "{c}"
        ),
    ];
}
