using MoeNotebooks.Hub;

namespace MoeNotebooks.Cli.Doctor;

/// <summary>Whether the hub answers; any answer will do.</summary>
internal static class HubFindings
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public static async Task<Finding> TryAsync(HubOptions options, CancellationToken stop)
    {
        if (options.Offline)
        {
            return new("hub", FindingState.Fine, "not asked: HF_HUB_OFFLINE is set");
        }

        using var client = new HttpClient { Timeout = Limit };
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, options.Endpoint);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            return new("hub", FindingState.Fine, $"{options.Endpoint} answers");
        }
        catch (Exception error)
            when (error is HttpRequestException
                || (error is OperationCanceledException && !stop.IsCancellationRequested)
            )
        {
            return new(
                "hub",
                FindingState.Note,
                $"{options.Endpoint} does not answer",
                "only 'moe download' and ORG/NAME need it: set HTTPS_PROXY or HF_ENDPOINT, or copy the model's folder here and name that"
            );
        }
    }
}
