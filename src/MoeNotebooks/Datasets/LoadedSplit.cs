namespace MoeNotebooks.Datasets;

/// <summary>A split in memory.</summary>
/// <param name="Documents">Its documents, in order.</param>
/// <param name="Digest">SHA-256 over its files, lower-case hexadecimal.</param>
/// <param name="Files">The files it was read from.</param>
internal sealed record LoadedSplit(IReadOnlyList<TaskDocument> Documents, string Digest, IReadOnlyList<string> Files);
