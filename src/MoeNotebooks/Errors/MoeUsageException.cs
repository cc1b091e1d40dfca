namespace MoeNotebooks.Errors;

/// <summary>
/// The caller asked for something that cannot be: an option out of range, options that contradict. Exit code 2.
/// </summary>
public sealed class MoeUsageException : MoeException
{
    /// <summary>Creates the error from its parts: <c>option: problem. Next step.</c></summary>
    /// <param name="option">The option or argument.</param>
    /// <param name="problem">The value found and its limit.</param>
    /// <param name="nextStep">What the reader can do about it.</param>
    public MoeUsageException(string option, string problem, string? nextStep = null)
        : base(ErrorText.Line(option, string.Empty, problem, nextStep)) { }

    /// <inheritdoc/>
    public override int ExitCode => 2;

    /// <summary>One error for all problems found in one set of options, in the order found.</summary>
    /// <param name="options">What the options belong to.</param>
    /// <param name="problems">At least one problem, each one naming its option.</param>
    public static MoeUsageException Many(string options, IReadOnlyList<string> problems) =>
        new(options, ErrorText.List(problems));
}
