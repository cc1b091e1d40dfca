namespace MoeNotebooks.Server.Answers;

/// <summary>The answer of <c>/v1/models</c>.</summary>
internal sealed record ModelList(string Object, IReadOnlyList<ModelEntry> Data);
