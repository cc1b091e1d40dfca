namespace MoeNotebooks.Errors;

/// <summary>
/// What was asked for could be done, but not now: a queue is full, or it is being stopped. Exit code 4.
/// </summary>
public sealed class MoeBusyException : MoeException
{
    /// <summary>Creates the error from its parts: <c>what: problem. Next step.</c></summary>
    /// <param name="what">What is busy.</param>
    /// <param name="problem">How, and what the limit is.</param>
    /// <param name="nextStep">What the caller can do about it.</param>
    public MoeBusyException(string what, string problem, string? nextStep = null)
        : base(ErrorText.Line(what, string.Empty, problem, nextStep)) { }

    /// <inheritdoc/>
    public override int ExitCode => 4;
}
