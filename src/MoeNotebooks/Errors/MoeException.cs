namespace MoeNotebooks.Errors;

/// <summary>The base of every error this kit raises on purpose; its message is fit to be shown as it is.</summary>
/// <remarks>
/// A message names what was looked at (path), where (element), what was found (value), the limit, and the next step.
/// </remarks>
public abstract class MoeException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line for a person.</param>
    /// <param name="inner">What caused it, if another error did.</param>
    protected MoeException(string message, Exception? inner = null)
        : base(message, inner) { }

    /// <summary>The exit code of the command line: 2 usage, 3 bad data, 4 missing.</summary>
    public abstract int ExitCode { get; }
}
