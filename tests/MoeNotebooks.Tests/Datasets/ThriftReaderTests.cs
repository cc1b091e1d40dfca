using CsCheck;
using MoeNotebooks.Datasets;

namespace MoeNotebooks.Tests.Datasets;

public sealed class ThriftReaderTests
{
    [Fact]
    public void Numbers_structures_and_lists_are_read()
    {
        // 1: i64 -3; 3: struct { 1: true }; 4: list of two i32 structs' worth
        byte[] bytes = [0x16, 0x05, 0x2c, 0x11, 0x00, 0x19, 0x2c, 0x15, 0x02, 0x00, 0x15, 0x04, 0x00, 0x00];
        var reader = new ThriftReader(bytes);
        var root = reader.ReadStruct();
        reader.Position.ShouldBe(bytes.Length);
        root.Integer(1).ShouldBe(-3);
        root.Struct(3)!.Integer(1).ShouldBe(1);
        root.Structs(4).Select(item => item.Integer(1)).ShouldBe([1, 2]);
        root.Integer(3).ShouldBeNull();
    }

    [Theory]
    [InlineData(new byte[] { 0x16 }, "ends too early")]
    [InlineData(new byte[] { 0x18, 0xff, 0xff, 0xff, 0xff, 0x07 }, "a length of 2147483647")]
    [InlineData(new byte[] { 0x19, 0xf5, 0xff, 0xff, 0x03 }, "a length of 65535")]
    [InlineData(new byte[] { 0x1b, 0x00 }, "unknown type 11")]
    [InlineData(
        new byte[] { 0x16, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01 },
        "longer than 64 bits"
    )]
    public void Damage_is_named(byte[] bytes, string message) =>
        Should.Throw<InvalidDataException>(() => new ThriftReader(bytes).ReadStruct()).Message.ShouldContain(message);

    [Fact]
    public void Nesting_is_bounded() =>
        Should
            .Throw<InvalidDataException>(() =>
                new ThriftReader(Enumerable.Repeat((byte)0x1c, 10_000).ToArray()).ReadStruct()
            )
            .Message.ShouldContain("too deep");

    [Fact]
    public void Any_bytes_give_a_structure_or_that_error() =>
        Gen
            .Byte.Array[0, 60]
            .Sample(
                bytes =>
                {
                    try
                    {
                        new ThriftReader(bytes).ReadStruct();
                    }
                    catch (InvalidDataException) { }
                },
                iter: 20_000
            );
}
