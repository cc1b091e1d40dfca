namespace MoeNotebooks.Server.Answers;

/// <summary>A model that is served.</summary>
internal sealed record ModelEntry(string Id, string Object, long Created, string OwnedBy, int MaxModelLen);
