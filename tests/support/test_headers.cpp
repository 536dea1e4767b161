// Owns the precompiled headers of all tests: gtest alone costs seconds in each file.
int main() {}
