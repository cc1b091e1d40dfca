namespace MoeNotebooks.Hub;

/// <summary>One file of a repository as the hub lists it.</summary>
/// <param name="Name">Its name within the repository, with forward slashes; checked to stay inside a folder.</param>
/// <param name="Size">Its bytes; <see langword="null"/> where the hub does not say.</param>
/// <param name="Identity">
/// The content's hash, which is also its name under <c>blobs</c> and its ETag: SHA-256 for large files (LFS), git's
/// SHA-1 for others; <see langword="null"/> where the hub does not say.
/// </param>
internal sealed record HubFile(string Name, long? Size, string? Identity);
