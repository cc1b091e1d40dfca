namespace MoeNotebooks.Server;

/// <summary>A request that is not served, and what its sender is told.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="message">Why.</param>
/// <param name="parameter">The field that is wrong, if one is.</param>
/// <param name="code">OpenAI's word for it, if it has one.</param>
internal sealed class RefusedException(int status, string message, string? parameter = null, string? code = null)
    : Exception(message)
{
    public int Status => status;

    public string? Parameter => parameter;

    public string? Code => code;
}
