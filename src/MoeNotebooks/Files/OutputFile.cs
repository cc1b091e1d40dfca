using System.Text;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Files;

/// <summary>
/// Checks where a command is about to write, before it computes: never over what it reads, over anything else only when
/// told to.
/// </summary>
internal static class OutputFile
{
    private const int LongestName = 255; // bytes, on the usual file systems

    /// <summary>Refuses a path that must not be written.</summary>
    /// <param name="option">The option that named it, for errors.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="inputs">Files that the command reads, and folders all of whose files are taken for inputs; those
    /// that are not there do not matter.</param>
    /// <param name="replace">Whether a file that is there may be replaced; an input never.</param>
    /// <exception cref="MoeUsageException">It is an input, a folder, there and not to be replaced, or in a place where
    /// nothing can be written.</exception>
    public static void Check(string option, string path, IEnumerable<string?> inputs, bool replace)
    {
        if (string.IsNullOrWhiteSpace(path) || Directory.Exists(path))
        {
            throw new MoeUsageException(
                option,
                string.IsNullOrWhiteSpace(path) ? "is empty" : $"is the folder {path}",
                "Name a file"
            );
        }

        RefuseUnwritable(option, Path.GetDirectoryName(Path.GetFullPath(path))!);
        RefuseLong(
            option,
            Path.GetFileName(IncompleteName.Of(path)),
            $"{Path.GetFileName(path)} and what is added until it is whole"
        );
        if (!File.Exists(path))
        {
            return;
        }

        var real = RealPath.Of(path);
        if (
            inputs
                .OfType<string>()
                .Select(RealPath.Of)
                .FirstOrDefault(input =>
                    input == real || (Directory.Exists(input) && RealPath.IsInside(real, input))
                ) is
            { } input
        )
        {
            throw new MoeUsageException(
                option,
                $"{path} is {(input == real ? "an input of this command" : $"one of the files in {input}, which this command reads")}",
                "Name another file"
            );
        }

        if (!replace)
        {
            throw new MoeUsageException(
                option,
                $"{path} is there already",
                "Name another file, or replace it with --force"
            );
        }
    }

    /// <summary>Refuses a file's name where a folder is to be written.</summary>
    /// <param name="option">The option that named it, for errors.</param>
    /// <param name="folder">The folder; it need not be there.</param>
    /// <exception cref="MoeUsageException">It is a file, or in a place where nothing can be written.</exception>
    public static void CheckFolder(string option, string folder)
    {
        if (File.Exists(folder))
        {
            throw new MoeUsageException(option, $"{folder} is a file", "Name a folder");
        }

        RefuseUnwritable(option, Path.GetFullPath(folder));
    }

    /// <summary>
    /// Tries what only a try tells: a file is made in the folder, or in the nearest above it that is there, and is gone
    /// at once.
    /// </summary>
    private static void RefuseUnwritable(string option, string folder)
    {
        var there = folder;
        while (!Directory.Exists(there))
        {
            if (File.Exists(there))
            {
                throw new MoeUsageException(option, $"{there} is a file, not a folder", "Name another place");
            }

            RefuseLong(option, Path.GetFileName(there), Path.GetFileName(there));
            there = Path.GetDirectoryName(there)!;
        }

        try
        {
            var trial = Path.Combine(there, $".moe-{Guid.NewGuid():N}");
            new FileStream(
                trial,
                FileMode.CreateNew,
                FileAccess.Write,
                FileShare.None,
                1,
                FileOptions.DeleteOnClose
            ).Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MoeUsageException(option, $"nothing can be written in {there}", "Name another place");
        }
    }

    private static void RefuseLong(string option, string name, string told)
    {
        if (Encoding.UTF8.GetByteCount(name) is > LongestName and var bytes)
        {
            throw new MoeUsageException(
                option,
                $"{ErrorText.Name(told)} is a name of {bytes} bytes; the limit is {LongestName}",
                "Use a shorter one"
            );
        }
    }
}
