using Microsoft.AspNetCore.Http;
using MoeNotebooks.Errors;
using MoeNotebooks.Server.Answers;

namespace MoeNotebooks.Server.Endpoints;

/// <summary>
/// Turns whatever goes wrong into an error of OpenAI's form. What is a fault of the server is told to its owner only.
/// </summary>
/// <param name="next">What is done.</param>
/// <param name="tell">Hears of faults.</param>
internal sealed class ErrorHandling(RequestDelegate next, Action<string> tell)
{
    private const int ClientClosed = 499;

    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (Exception error)
        {
            await AnswerAsync(http, error);
        }
    }

    private async Task AnswerAsync(HttpContext http, Exception error)
    {
        if (http.RequestAborted.IsCancellationRequested)
        {
            http.Response.StatusCode = http.Response.HasStarted ? http.Response.StatusCode : ClientClosed;
            return;
        }

        var (status, body) = Body(error);
        if (status == 500)
        {
            tell($"{http.Request.Path}: {error.GetType().Name}: {error.Message}");
        }

        if (http.Response.HasStarted)
        {
            await new ServerSentEvents(http).SendAsync(new ErrorAnswer(body), AnswerJson.Default.ErrorAnswer);
            return;
        }

        if (status == 429)
        {
            http.Response.Headers.RetryAfter = "1";
        }

        await RequestBody.AnswerAsync(http, new ErrorAnswer(body), AnswerJson.Default.ErrorAnswer, status);
    }

    private static (int Status, ErrorBody Body) Body(Exception error) =>
        error switch
        {
            RefusedException refused => (
                refused.Status,
                ErrorBody.Of(refused.Status, refused.Message, refused.Parameter, refused.Code)
            ),
            MoeUsageException => (400, ErrorBody.Of(400, error.Message)),
            MoeBusyException => (429, ErrorBody.Of(429, error.Message, code: "queue_full")),
            BadHttpRequestException bad => (bad.StatusCode, ErrorBody.Of(bad.StatusCode, bad.Message)),
            OperationCanceledException => (503, ErrorBody.Of(503, "the server is being stopped")),
            MoeException => (500, ErrorBody.Of(500, error.Message)),
            _ => (500, ErrorBody.Of(500, "a fault of the server; its owner was told")),
        };
}
