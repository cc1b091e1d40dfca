namespace MoeNotebooks.Server.Answers;

/// <summary>An error as OpenAI words it.</summary>
internal sealed record ErrorBody(string Message, string Type, string? Param, string? Code)
{
    public static ErrorBody Of(int status, string message, string? parameter = null, string? code = null) =>
        new(
            message,
            status switch
            {
                429 => "rate_limit_error",
                503 => "service_unavailable_error",
                >= 500 => "server_error",
                _ => "invalid_request_error",
            },
            parameter,
            code
        );
}
