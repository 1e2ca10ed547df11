/*
 * How the features of the model are hashed: a running value takes one character or byte
 * after another, and is finished once. The model's file holds what comes out.
 */
#ifndef MADOGUCHI_FEATURE_HASH_H
#define MADOGUCHI_FEATURE_HASH_H

#include <stdint.h>

static inline uint32_t
mix(uint32_t h, uint32_t cp)
{
	h = (h ^ cp) * 0x9e3779b1U;
	return h ^ (h >> 15);
}

static inline uint32_t
name_hash(uint32_t salt, const char *name)
{
	for (; *name; name++)
		salt = mix(salt, (unsigned char)*name);
	return salt;
}

static inline uint32_t
finish(uint32_t h)
{
	h *= 0x85ebca6bU;
	return h ^ (h >> 13);
}

#endif
