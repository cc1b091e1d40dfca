namespace MoeNotebooks.Errors;

/// <summary>Something that was asked for is not there: a file, a model, a host. Exit code 4.</summary>
public sealed class MoeMissingException : MoeException
{
    /// <summary>Creates the error from its parts: <c>path: problem. Next step.</c></summary>
    /// <param name="path">What is missing.</param>
    /// <param name="problem">How it is missing.</param>
    /// <param name="nextStep">What the reader can do about it.</param>
    /// <param name="inner">What caused it, if another error did.</param>
    public MoeMissingException(string path, string problem, string? nextStep = null, Exception? inner = null)
        : base(ErrorText.Line(path, string.Empty, problem, nextStep), inner) => Path = path;

    /// <summary>What is missing.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public override int ExitCode => 4;
}
