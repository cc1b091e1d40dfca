using System.Net;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Hub;

/// <summary>Turns a hub's answers other than success into errors.</summary>
internal static class HubStatus
{
    /// <exception cref="TransientException">The server is busy.</exception>
    /// <exception cref="MoeMissingException">There is no such thing, or it is not for everyone.</exception>
    /// <exception cref="MoeDataException">Any other refusal.</exception>
    public static void Check(string address, HubAnswer answer)
    {
        var status = (int)answer.Status;
        switch (answer.Status)
        {
            case HttpStatusCode.OK or HttpStatusCode.PartialContent:
                return;
            case HttpStatusCode.NotFound:
                throw new MoeMissingException(address, "the hub has no such repository, revision or file");
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                throw new MoeMissingException(
                    address,
                    "does not exist, or is private or gated",
                    "Check the name; set HF_TOKEN to a token that may read it"
                );
            case HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout:
            case >= HttpStatusCode.InternalServerError:
                throw new UnreachableException($"the hub answers with status {status}", RetryAfter(answer.Response));
            default:
                throw new MoeDataException(address, string.Empty, $"the hub answers with status {status}");
        }
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var after = response.Headers.RetryAfter;
        var span = after?.Delta ?? (after?.Date - response.Headers.Date); // both by the server's clock
        return span > TimeSpan.Zero ? span : null;
    }
}
