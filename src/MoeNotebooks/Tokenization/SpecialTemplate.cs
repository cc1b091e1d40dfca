namespace MoeNotebooks.Tokenization;

/// <summary>What a file's post-processor puts around the ids of a text.</summary>
/// <param name="Before">Ids before the text's.</param>
/// <param name="After">Ids after the text's.</param>
internal sealed record SpecialTemplate(IReadOnlyList<int> Before, IReadOnlyList<int> After)
{
    public static SpecialTemplate Nothing { get; } = new([], []);

    public bool IsNothing => Before.Count == 0 && After.Count == 0;
}
