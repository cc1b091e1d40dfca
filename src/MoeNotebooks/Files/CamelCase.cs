using System.Text.Json;
using System.Text.Json.Serialization;

namespace MoeNotebooks.Files;

/// <summary>An enumeration's names in JSON as <c>halfToEven</c>; numbers are refused.</summary>
internal sealed class CamelCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
