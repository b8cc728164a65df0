// The integer types of the engine's language, for the two files of constants that both sides read.
type u32 = number;
type i32 = number;
