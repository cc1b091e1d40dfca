namespace MoeNotebooks.Training.MiniWorld;

/// <summary>Someone or something of the world, or a stranger that one text makes up.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Its name, lower case unless it is a person's.</param>
/// <param name="Values">The index of its value for each property of its kind.</param>
public sealed record Entity(EntityKind Kind, string Name, IReadOnlyList<int> Values)
{
    /// <summary>How it is called inside a sentence.</summary>
    public string Inside { get; } = Kind == EntityKind.Person ? Name : "the " + Name;

    /// <summary>How it is called at the start of a sentence.</summary>
    public string AtStart { get; } = Kind == EntityKind.Person ? Name : "The " + Name;

    /// <summary>Fills a template.</summary>
    /// <param name="template">A text with <c>{E}</c>, <c>{e}</c> and <c>{v}</c>.</param>
    /// <param name="value">The value; <see langword="null"/> where the template has none.</param>
    public string Fill(string template, string? value = null) =>
        template
            .Replace("{E}", AtStart, StringComparison.Ordinal)
            .Replace("{e}", Inside, StringComparison.Ordinal)
            .Replace("{v}", value, StringComparison.Ordinal);

    /// <summary>The value of the property with this place among its kind's.</summary>
    /// <param name="place">The place.</param>
    public string Value(int place) => WorldTables.Of(Kind)[place].Values[Values[place]];
}
