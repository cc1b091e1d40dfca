using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace MoeNotebooks.Server.Endpoints;

/// <summary>JSON in and out.</summary>
internal static class RequestBody
{
    /// <summary>
    /// Only JSON that says so: what a web page elsewhere can post without the browser asking first is refused.
    /// </summary>
    public static async Task<TBody> ReadAsync<TBody>(HttpContext http, JsonTypeInfo<TBody> type)
        where TBody : class
    {
        if (!http.Request.HasJsonContentType())
        {
            throw new RefusedException(415, "the content type is not application/json");
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(http.Request.Body, type, http.RequestAborted)
                ?? throw new RefusedException(400, "the body is null, not an object");
        }
        catch (JsonException error)
        {
            throw new RefusedException(
                400,
                $"the body is not what it should be: {Wording.Name(error.Path is { Length: > 0 } path ? $"{path}: wrong JSON or type" : "wrong JSON")}"
            );
        }
    }

    public static async Task AnswerAsync<TAnswer>(
        HttpContext http,
        TAnswer answer,
        JsonTypeInfo<TAnswer> type,
        int status = 200
    )
    {
        http.Response.StatusCode = status;
        await http.Response.WriteAsJsonAsync(answer, type, cancellationToken: http.RequestAborted);
    }
}
