namespace MoeNotebooks.Datasets;

/// <summary>One field of a data set's schema.</summary>
/// <param name="Name">Its name; <c>a.b</c> is field b of object a.</param>
/// <param name="Kind">What it holds.</param>
public sealed record DatasetField(string Name, FieldKind Kind);
