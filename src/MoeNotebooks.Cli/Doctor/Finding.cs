namespace MoeNotebooks.Cli.Doctor;

/// <summary>One thing that <c>moe doctor</c> looked at.</summary>
/// <param name="Name">What it is, in a word.</param>
/// <param name="State">How it is.</param>
/// <param name="Text">What was found.</param>
/// <param name="Fix">What to do about it; <see langword="null"/> where nothing is to be done.</param>
internal sealed record Finding(string Name, FindingState State, string Text, string? Fix = null)
{
    /// <summary>Where what was found begins in its line.</summary>
    public const int Column = 10;

    /// <summary>Where the advice begins in its line.</summary>
    public const int AdviceColumn = 8;

    /// <summary>One line: the name and what was found.</summary>
    public string Line => Name.PadRight(Column) + Text;

    /// <summary>One line of the closing list.</summary>
    public string Advice => $"  {(State == FindingState.Wrong ? "wrong" : "note"), -6}{Name}: {Fix}";

    /// <summary>Whether it belongs to the closing list.</summary>
    public bool NeedsAdvice => State is FindingState.Wrong or FindingState.Note;

    public object Json() =>
        new
        {
            name = Name,
            state = State.ToString().ToLowerInvariant(),
            found = Text,
            fix = Fix,
        };
}
