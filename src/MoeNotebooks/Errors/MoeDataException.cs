namespace MoeNotebooks.Errors;

/// <summary>A file or a remote answer holds something this kit must not use. Exit code 3.</summary>
public sealed class MoeDataException : MoeException
{
    /// <summary>Creates the error from its parts: <c>path: element: problem. Next step.</c></summary>
    /// <param name="path">The file, folder or address.</param>
    /// <param name="element">The tensor, field, line or row; empty when the whole file is meant.</param>
    /// <param name="problem">What was found and what the limit is.</param>
    /// <param name="nextStep">What the reader can do about it.</param>
    /// <param name="inner">What caused it, if another error did.</param>
    public MoeDataException(
        string path,
        string element,
        string problem,
        string? nextStep = null,
        Exception? inner = null
    )
        : base(ErrorText.Line(path, element, problem, nextStep), inner)
    {
        Path = path;
        Element = element;
    }

    /// <summary>The file, folder or address.</summary>
    public string Path { get; }

    /// <summary>The tensor, field, line or row; empty when the whole file is meant.</summary>
    public string Element { get; }

    /// <inheritdoc/>
    public override int ExitCode => 3;

    /// <summary>One error for all problems found in one file, in the order found.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problems">At least one problem, each one naming its element.</param>
    public static MoeDataException Many(string path, IReadOnlyList<string> problems) =>
        new(path, string.Empty, ErrorText.List(problems));
}
