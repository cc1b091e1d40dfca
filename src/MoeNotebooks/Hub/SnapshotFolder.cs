using MoeNotebooks.Files;

namespace MoeNotebooks.Hub;

/// <summary>A commit's folder under <c>snapshots</c>: names that lead to blobs.</summary>
internal sealed class SnapshotFolder(string repository, string commit)
{
    public string Path { get; } = System.IO.Path.Combine(repository, "snapshots", commit);

    public string Blobs { get; } = System.IO.Path.Combine(repository, "blobs");

    /// <summary>
    /// Makes a name lead to a blob: by a relative link, or by a copy where the system allows no links.
    /// </summary>
    public void Link(string name, string blob)
    {
        var path = System.IO.Path.Combine(Path, name);
        var folder = System.IO.Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        var target = System.IO.Path.GetRelativePath(folder, blob);
        if (new FileInfo(path).LinkTarget == target)
        {
            return;
        }

        var link = IncompleteName.For(path);
        try
        {
            File.CreateSymbolicLink(link, target);
            File.Move(link, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException && !File.Exists(link))
        {
            using var content = File.OpenRead(blob);
            AtomicFile.Write(path, content.CopyTo);
        }
    }

    /// <summary>Makes a branch or tag name this commit; a commit's own name needs no reference.</summary>
    public void Refer(string revision)
    {
        if (revision != commit)
        {
            AtomicFile.WriteText(System.IO.Path.Combine(repository, "refs", revision), commit);
        }
    }
}
