using System.Text.Json.Serialization;

namespace MoeNotebooks.Tokenization;

[JsonSerializable(typeof(TokenizedTexts))]
internal sealed partial class TokenizedTextsJson : JsonSerializerContext;
