namespace MoeNotebooks.Datasets;

/// <summary>The fields a task needs, in the hub's own order, and the one that tells documents apart.</summary>
/// <param name="IdField">The field that must not repeat; <see langword="null"/> where rows have no identity of their own.</param>
/// <param name="Fields">All fields; a file may hold more.</param>
public sealed record DatasetSchema(string? IdField, params IReadOnlyList<DatasetField> Fields);
